/**
 * X + T A with the products in float32: T and the anomalies A are rounded once, the increments are added to X in float64.
 * Triangular systems are solved in float64. The first columns of every block are computed in float64 too, which tells the
 * error.
 */
import type { Backend, Matrix, SingleMatrix } from '@enkit/numerics';
import { loadColumns, multiplyInto } from './blocks.ts';
import { openDoubleIncrease } from './doubleIncrease.ts';
import type { AnalysisFactor, Increase } from './updateWork.ts';

/** Columns of a block that are computed in both precisions. */
const CHECKED = 8;

type SingleFactor =
  | { readonly kind: 'matrix' | 'transpose'; readonly matrix: SingleMatrix }
  | { readonly kind: 'solve'; readonly matrix: Matrix };

export function openSingleIncrease(given: readonly AnalysisFactor[], backend: Backend): Increase {
  const exactly = openDoubleIncrease(given, backend);
  const factors = given.map((factor, i) => singleFactor(factor, `analysis.factor.${i}`, backend));
  return (X, row) => {
    const checked = { from: 0, to: Math.min(CHECKED, X.columns) };
    const before = loadColumns(X, checked, 'analysis.before', backend);
    const exact = loadColumns(X, checked, 'analysis.exact', backend);
    exactly(exact, row.slice(0, checked.to));
    let projected = centre(X, row, backend);
    for (let i = factors.length - 1; i >= 0; i--)
      projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
    for (let k = 0; k < X.data.length; k++) X.data[k] += projected.data[k];
    return roundingError(X, before, exact);
  };
}

function singleFactor({ kind, matrix }: AnalysisFactor, key: string, backend: Backend): SingleFactor {
  if (kind === 'solve') return { kind, matrix };
  const rounded = backend.single.workspace(key, matrix.rows, matrix.columns);
  rounded.data.set(matrix.data);
  return { kind, matrix: rounded };
}

/** X less the row, rounded. */
function centre(X: Matrix, row: Float64Array, backend: Backend): SingleMatrix {
  const centred = backend.single.workspace('analysis.centred', X.rows, X.columns);
  for (let j = 0, at = 0; j < X.rows; j++)
    for (let k = 0; k < X.columns; k++, at++) centred.data[at] = X.data[at] - row[k];
  return centred;
}

function apply(factor: SingleFactor, block: SingleMatrix, key: string, backend: Backend): SingleMatrix {
  if (factor.kind === 'solve') return solve(factor.matrix, block, backend);
  return multiplyInto(factor.matrix, factor.kind === 'transpose', block, key, backend.single);
}

function solve(lower: Matrix, block: SingleMatrix, backend: Backend): SingleMatrix {
  const sides = backend.workspace('analysis.sides', block.rows, block.columns);
  sides.data.set(block.data);
  block.data.set(backend.choleskySolve(lower, sides, sides).data);
  return block;
}

/** The largest error of the increments in the checked columns, as a share of the largest increment there. */
function roundingError(X: Matrix, before: Matrix, exact: Matrix): number {
  let [error, largest] = [0, 0];
  for (let j = 0, at = 0; j < exact.rows; j++) {
    for (let k = 0; k < exact.columns; k++, at++) {
      error = Math.max(error, Math.abs(X.data[j * X.columns + k] - exact.data[at]));
      largest = Math.max(largest, Math.abs(exact.data[at] - before.data[at]));
    }
  }
  return largest > 0 ? error / largest : 0;
}
