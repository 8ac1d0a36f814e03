/** A numeric array of one or two dimensions as NPY files hold it, and its relation to a matrix. */
import { createMatrix, type Matrix } from '@enkit/numerics';

export interface NpyArray {
  /** [n] or [rows, columns]. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Float64Array;
}

/** A matrix is the two-dimensional array of its rows and columns, on the same memory. */
export function arrayOf(content: Matrix | NpyArray): NpyArray {
  return 'shape' in content ? content : { shape: [content.rows, content.columns], data: content.data };
}

/** A one-dimensional array is a matrix of one column. On the same memory. */
export function matrixOf(array: NpyArray): Matrix {
  const [rows, columns = 1] = array.shape;
  return createMatrix(rows, columns, array.data);
}

/** Moves the elements of a column-major rows x columns array into row-major order. */
export function rowMajorOf(shape: readonly number[], columnMajor: Float64Array): Float64Array {
  const [rows, columns = 1] = shape;
  const data = new Float64Array(columnMajor.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[i * columns + j] = columnMajor[j * rows + i];
  }
  return data;
}
