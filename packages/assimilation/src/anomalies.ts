/**
 * Means and anomalies of an ensemble stored member-major (row j = member j). The loops index the data: a view of each row
 * would cost more than the arithmetic on rows of a few values, which is what an online filter has.
 */
import { createMatrix, type AnyMatrix, type Matrix } from '@enkit/numerics';

/** Mean over members, one value a column. */
export function ensembleMean(ensemble: AnyMatrix): Float64Array {
  const mean = new Float64Array(ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const start = j * ensemble.columns;
    for (let k = 0; k < mean.length; k++) mean[k] += ensemble.data[start + k];
  }
  for (let k = 0; k < mean.length; k++) mean[k] /= ensemble.rows;
  return mean;
}

/** (X - mean) * factor, a new Ne x n matrix. */
export function anomalies(ensemble: Matrix, mean: Float64Array, factor = 1): Matrix {
  const result = createMatrix(ensemble.rows, ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const start = j * ensemble.columns;
    for (let k = 0; k < ensemble.columns; k++) result.data[start + k] = (ensemble.data[start + k] - mean[k]) * factor;
  }
  return result;
}

/** Standard deviation over members (n - 1), one value a column. */
export function ensembleDeviation(ensemble: AnyMatrix, mean = ensembleMean(ensemble)): Float64Array {
  const squares = new Float64Array(ensemble.columns);
  for (let j = 0; j < ensemble.rows; j++) {
    const start = j * ensemble.columns;
    for (let k = 0; k < squares.length; k++) squares[k] += (ensemble.data[start + k] - mean[k]) ** 2;
  }
  return squares.map((sum) => Math.sqrt(sum / Math.max(1, ensemble.rows - 1)));
}
