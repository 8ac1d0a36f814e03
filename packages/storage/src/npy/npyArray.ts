/** A numeric array of one or two dimensions as NPY files hold it, and its relation to a matrix. */
import type { AnyMatrix, Matrix } from '@enkit/numerics';

export type Floats = Float64Array | Float32Array;

export interface NpyArray<Data extends Floats = Float64Array> {
  /** [n] or [rows, columns]. */
  readonly shape: readonly number[];
  /** Row-major. */
  readonly data: Data;
}

/** A matrix is the two-dimensional array of its rows and columns, on the same memory. */
export function arrayOf(content: AnyMatrix | NpyArray): NpyArray<Floats> {
  return 'shape' in content ? content : { shape: [content.rows, content.columns], data: content.data };
}

/** A one-dimensional array is a matrix of one column. On the same memory. */
export function matrixOf(array: NpyArray): Matrix;
export function matrixOf(array: NpyArray<Floats>): AnyMatrix;
export function matrixOf({ shape, data }: NpyArray<Floats>): AnyMatrix {
  const [rows, columns = 1] = shape;
  return { rows, columns, data } as AnyMatrix;
}

/** Moves the elements of a column-major rows x columns array into row-major order. */
export function rowMajorOf<Data extends Floats>(shape: readonly number[], columnMajor: Data): Data {
  const [rows, columns = 1] = shape;
  const data = columnMajor.slice() as Data;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) data[i * columns + j] = columnMajor[j * rows + i];
  }
  return data;
}
