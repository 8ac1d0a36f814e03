/** X + T A in float64. */
import type { Backend, Matrix } from '@enkit/numerics';
import { resident } from './blocks.ts';
import type { AnalysisFactor, Increase } from './updateWork.ts';

export function openDoubleIncrease(given: readonly AnalysisFactor[], backend: Backend): Increase {
  const factors = given.map(({ kind, matrix }, i) => ({
    kind,
    matrix: resident(matrix, `analysis.factor.${i}`, backend),
  }));
  return (X, mean) => {
    let projected = centre(X, mean, backend);
    for (let i = factors.length - 1; i > 0; i--)
      projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
    backend.multiply(factors[0].matrix, projected, { into: X, accumulate: true });
    return 0;
  };
}

/** The anomalies; zero in a column that is not finite, as solves refuse it. */
function centre(X: Matrix, mean: Float64Array, backend: Backend): Matrix {
  const centred = backend.workspace('analysis.centred', X.rows, X.columns);
  const minusOne = backend.workspace('analysis.minusOne', X.rows, 1);
  minusOne.data.fill(-1);
  centred.data.set(X.data);
  backend.multiply(minusOne, { rows: 1, columns: X.columns, data: mean }, { into: centred, accumulate: true });
  if (!mean.every(Number.isFinite)) clearColumns(centred, mean);
  return centred;
}

function clearColumns({ columns, data }: Matrix, mean: Float64Array): void {
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(mean[at % columns])) data[at] = 0;
}

function apply({ kind, matrix }: AnalysisFactor, block: Matrix, key: string, backend: Backend): Matrix {
  if (kind === 'solve') return backend.choleskySolve(matrix, block, block);
  const transposeA = kind === 'transpose';
  const into = backend.workspace(key, transposeA ? matrix.columns : matrix.rows, block.columns);
  return backend.multiply(matrix, block, { transposeA, into });
}
