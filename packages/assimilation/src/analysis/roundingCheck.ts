/**
 * What single precision does to an update: the first columns of a block are updated in float64 as well, and compared.
 *
 *   error = max |X - X'| / max |X' - X0|     X0 before the update, X after it as it is kept, X' after it in float64
 */
import type { AnyMatrix, Backend, Matrix } from '@enkit/numerics';
import { loadColumns } from './blocks.ts';
import type { Increase } from './updateWork.ts';

/** Columns of a block that are computed in both precisions. */
const CHECKED = 8;

/** Given a block before its update, gives what tells the error of the updated one. */
export type BeginCheck = (X: AnyMatrix, row: Float64Array) => (updated: AnyMatrix) => number;

/** @param exactly the increase in float64 */
export function openRoundingCheck(exactly: Increase<Matrix>, backend: Backend): BeginCheck {
  return (X, row) => {
    const checked = { from: 0, to: Math.min(CHECKED, X.columns) };
    const before = loadColumns(X, checked, 'analysis.before', backend);
    const exact = loadColumns(X, checked, 'analysis.exact', backend);
    exactly(exact, row.subarray(0, checked.to));
    return (updated) => roundingError(updated, before, exact);
  };
}

function roundingError(X: AnyMatrix, before: Matrix, exact: Matrix): number {
  let [error, largest] = [0, 0];
  for (let j = 0, at = 0; j < exact.rows; j++) {
    for (let k = 0; k < exact.columns; k++, at++) {
      error = Math.max(error, Math.abs(X.data[j * X.columns + k] - exact.data[at]));
      largest = Math.max(largest, Math.abs(exact.data[at] - before.data[at]));
    }
  }
  return largest > 0 ? error / largest : 0;
}
