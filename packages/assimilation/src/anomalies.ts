/** Means and anomalies of an ensemble stored member-major (row j = member j). */
import { createMatrix, rowOf, type Matrix } from '@enkit/numerics';

/** Mean over members, one value a column. */
export function ensembleMean(ensemble: Matrix): Float64Array {
  const mean = new Float64Array(ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const member = rowOf(ensemble, j);
    for (let k = 0; k < mean.length; k++) mean[k] += member[k];
  }
  for (let k = 0; k < mean.length; k++) mean[k] /= ensemble.rows;
  return mean;
}

/** (X - mean) * factor, a new Ne x n matrix. */
export function anomalies(ensemble: Matrix, mean: Float64Array, factor = 1): Matrix {
  const result = createMatrix(ensemble.rows, ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const [from, to] = [rowOf(ensemble, j), rowOf(result, j)];
    for (let k = 0; k < to.length; k++) to[k] = (from[k] - mean[k]) * factor;
  }
  return result;
}

/** Standard deviation over members (n - 1), one value a column. */
export function ensembleDeviation(ensemble: Matrix, mean = ensembleMean(ensemble)): Float64Array {
  const squares = new Float64Array(ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const member = rowOf(ensemble, j);
    for (let k = 0; k < squares.length; k++) squares[k] += (member[k] - mean[k]) ** 2;
  }
  return squares.map((sum) => Math.sqrt(sum / Math.max(1, ensemble.rows - 1)));
}
