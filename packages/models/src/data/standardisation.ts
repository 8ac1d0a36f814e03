/** An affine map per column, z = (x - offset) / scale, kept apart from the raw data so that results can be mapped back. */
import { createMatrix, type Matrix, mean, selectColumns, standardDeviation } from '@enkit/numerics';
import { ModelError } from '../errors.ts';

/** One offset and one scale (not zero) per column; plain numbers, so that it can be stored as JSON. */
export interface Standardisation {
  readonly offset: readonly number[];
  readonly scale: readonly number[];
}

/**
 * Mean and standard deviation (n - 1) of every column. A constant column gets scale 1, so that it becomes zero.
 * Throws DATA_SHAPE for a matrix without rows, DATA_CELL for values whose mean or deviation is beyond a float64: divided by
 * an infinite deviation they would all become zero.
 */
export function fitStandardisation(matrix: Matrix): Standardisation {
  if (matrix.rows < 1) throw shapeError('data to standardise', 'at least 1 row', '0 rows');
  const columns = Array.from({ length: matrix.columns }, (_, column) => selectColumns(matrix, [column]).data);
  const fitted = { offset: columns.map(centreOf), scale: columns.map(scaleOf) };
  const beyond = columns.findIndex((_, k) => !Number.isFinite(fitted.offset[k]) || !Number.isFinite(fitted.scale[k]));
  if (beyond >= 0) throw rangeError(beyond, columns[beyond]);
  return fitted;
}

/** Exact for a constant column, whose computed mean and deviation may be off by rounding. */
function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

function centreOf(values: Float64Array): number {
  return isConstant(values) ? values[0] : mean(values);
}

/** Never 0, not even where the deviation of tiny values underflows. */
function scaleOf(values: Float64Array): number {
  return isConstant(values) ? 1 : standardDeviation(values) || 1;
}

/** For inputs uniform on [-L_k, L_k]: offset 0, scale L_k / sqrt(3), the standard deviation of that distribution. */
export function standardisationOfDomain(halfWidths: readonly number[]): Standardisation {
  return { offset: halfWidths.map(() => 0), scale: halfWidths.map((halfWidth) => halfWidth / Math.sqrt(3)) };
}

/** Leaves `columns` columns as they are. */
export function identityStandardisation(columns: number): Standardisation {
  const constant = (value: number): number[] => Array.from({ length: columns }, () => value);
  return { offset: constant(0), scale: constant(1) };
}

/** (x - offset) / scale, as a new matrix. Throws DATA_SHAPE. */
export function applyStandardisation(standardisation: Standardisation, matrix: Matrix): Matrix {
  return mapColumns(standardisation, matrix, (x, offset, scale) => (x - offset) / scale);
}

/** z scale + offset, as a new matrix. Throws DATA_SHAPE. */
export function invertStandardisation(standardisation: Standardisation, matrix: Matrix): Matrix {
  return mapColumns(standardisation, matrix, (z, offset, scale) => z * scale + offset);
}

function mapColumns(
  { offset, scale }: Standardisation,
  matrix: Matrix,
  map: (value: number, offset: number, scale: number) => number,
): Matrix {
  const { rows, columns, data } = matrix;
  if (offset.length !== columns || scale.length !== columns) {
    throw shapeError('standardisation', `${columns} columns, as the data`, `${offset.length}`);
  }
  const result = createMatrix(rows, columns);
  for (let k = 0; k < data.length; k++) result.data[k] = map(data[k], offset[k % columns], scale[k % columns]);
  return result;
}

function rangeError(column: number, values: Float64Array): ModelError {
  return new ModelError('DATA_CELL', {
    subject: `column ${column + 1} to standardise`,
    expected: 'values whose squares a float64 can hold, up to about 1e150',
    got: `values up to ${values.reduce((most, value) => Math.max(most, Math.abs(value)), 0).toExponential(1)} in size`,
    suggestion: 'correct the values, or write them in another unit',
  });
}

function shapeError(subject: string, expected: string, got: string): ModelError {
  const suggestion = 'fit the standardisation to data with the same columns';
  return new ModelError('DATA_SHAPE', { subject, expected, got, suggestion });
}
