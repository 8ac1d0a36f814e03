/**
 * X + T A with the products in float32: T and the anomalies A are rounded once, the increments are added to X in float64.
 * Triangular systems are solved in float64. The first columns of some blocks are computed in float64 too, which tells the
 * error.
 */
import type { Backend, Matrix, SingleMatrix } from '@enkit/numerics';
import { loadColumns, multiplyInto } from './blocks.ts';
import { doubleIncrease, residentFactors } from './doubleIncrease.ts';
import type { AnalysisFactor, Increase } from './updateWork.ts';

/** Columns of a block that are computed in both precisions. */
const CHECKED = 8;

type SingleFactor =
  | { readonly kind: 'matrix' | 'transpose'; readonly matrix: SingleMatrix }
  | { readonly kind: 'solve'; readonly matrix: Matrix };

export function openSingleIncrease(given: readonly AnalysisFactor[], backend: Backend): Increase {
  const resided = residentFactors(given, backend);
  const exactly = doubleIncrease(resided, backend);
  const factors = resided.map((factor, i) => singleFactor(factor, `analysis.factor.${i}`, backend));
  const increase = (X: Matrix, row: Float64Array): void => {
    let projected = backend.toSingle(X, backend.single.workspace('analysis.centred', X.rows, X.columns), row);
    for (let i = factors.length - 1; i >= 0; i--)
      projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
    backend.toDouble(projected, X, true);
  };
  return (X, row, isChecked) => {
    if (!isChecked) return increase(X, row);
    const checked = { from: 0, to: Math.min(CHECKED, X.columns) };
    const before = loadColumns(X, checked, 'analysis.before', backend);
    const exact = loadColumns(X, checked, 'analysis.exact', backend);
    exactly(exact, row.slice(0, checked.to), false);
    increase(X, row);
    return roundingError(X, before, exact);
  };
}

function singleFactor({ kind, matrix }: AnalysisFactor, key: string, backend: Backend): SingleFactor {
  if (kind === 'solve') return { kind, matrix };
  return { kind, matrix: backend.toSingle(matrix, backend.single.workspace(key, matrix.rows, matrix.columns)) };
}

function apply(factor: SingleFactor, block: SingleMatrix, key: string, backend: Backend): SingleMatrix {
  if (factor.kind === 'solve') return solve(factor.matrix, block, backend);
  return multiplyInto(factor.matrix, factor.kind === 'transpose', block, key, backend.single);
}

function solve(lower: Matrix, block: SingleMatrix, backend: Backend): SingleMatrix {
  const sides = backend.toDouble(block, backend.workspace('analysis.sides', block.rows, block.columns));
  return backend.toSingle(backend.choleskySolve(lower, sides, sides), block);
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
