/** X + T A in float64. */
import type { Backend, Matrix } from '@enkit/numerics';
import { multiplyInto, resident } from './blocks.ts';
import type { AnalysisFactor, Increase } from './updateWork.ts';

/** Memory of the works before, whose matrices are as large and are not read any more. */
const KEYS = ['analysis.factors', 'analysis.right', 'analysis.lower'];

/** The factors in memory that the backend reaches without a copy. */
export function residentFactors(given: readonly AnalysisFactor[], backend: Backend): readonly AnalysisFactor[] {
  return given.map(({ kind, matrix }, i) => ({ kind, matrix: resident(matrix, KEYS[i], backend) }));
}

/** @param factors in memory that the backend reaches without a copy */
export function doubleIncrease(factors: readonly AnalysisFactor[], backend: Backend): Increase<Matrix> {
  return (X, row) => {
    let projected = backend.subtractRow(X, row, backend.workspace('analysis.centred', X.rows, X.columns));
    for (let i = factors.length - 1; i > 0; i--)
      projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
    backend.multiply(factors[0].matrix, projected, { into: X, accumulate: true });
  };
}

function apply({ kind, matrix }: AnalysisFactor, block: Matrix, key: string, backend: Backend): Matrix {
  if (kind === 'solve') return backend.choleskySolve(matrix, block, block);
  return multiplyInto(matrix, kind === 'transpose', block, key, backend);
}
