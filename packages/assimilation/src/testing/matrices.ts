/** Seeded matrices, backends and comparisons for the tests of this package. */
import {
  createMatrix,
  createMlMatrixBackend,
  createWasmBackend,
  isSingle,
  randomStream,
  type AnyMatrix,
  type Backend,
  type Matrix,
} from '@enkit/numerics';

/** Every property is stated for each of them. */
export const BACKENDS: readonly Backend[] = [createMlMatrixBackend(), createWasmBackend()];
export const [REFERENCE, WASM] = BACKENDS;

/** The same values in float64: the matrix itself, or a copy. */
export function inDouble(matrix: AnyMatrix): Matrix {
  return isSingle(matrix) ? createMatrix(matrix.rows, matrix.columns, Float64Array.from(matrix.data)) : matrix;
}

/** N(0, 1) entries. */
export function normalMatrix(rows: number, columns: number, seed: number): Matrix {
  const stream = randomStream(seed, 'test.matrix');
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

/** A well-conditioned covariance W W^T / n + I / 2. */
export function covarianceMatrix(n: number, seed: number): Matrix {
  const W = normalMatrix(n, n, seed);
  const covariance = REFERENCE.gram(W, 'rows');
  for (let k = 0; k < covariance.data.length; k++) covariance.data[k] /= n;
  for (let i = 0; i < n; i++) covariance.data[i * n + i] += 0.5;
  return covariance;
}

export function diagonalMatrix(values: ArrayLike<number>): Matrix {
  const matrix = createMatrix(values.length, values.length);
  for (let i = 0; i < values.length; i++) matrix.data[i * values.length + i] = values[i];
  return matrix;
}

/** Elementwise. */
export function mapMatrix(a: Matrix, change: (value: number, row: number, column: number) => number): Matrix {
  return createMatrix(
    a.rows,
    a.columns,
    a.data.map((value, k) => change(value, Math.floor(k / a.columns), k % a.columns)),
  );
}

/** Largest |a - b| over the largest |b|. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let [difference, size] = [0, 0];
  for (let k = 0; k < b.length; k++) {
    difference = Math.max(difference, Math.abs(a[k] - b[k]));
    size = Math.max(size, Math.abs(b[k]));
    if (Number.isNaN(a[k]) || Number.isNaN(b[k])) return NaN;
  }
  return size === 0 ? difference : difference / size;
}

/** Frobenius norm of the difference over that of b. */
export function frobeniusDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let k = 0; k < b.length; k++) {
    difference += (a[k] - b[k]) ** 2;
    size += b[k] ** 2;
  }
  return Math.sqrt(difference / size);
}
