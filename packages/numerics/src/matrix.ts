/**
 * Row-major matrices, of float64 unless they are called single.
 *
 * An element (i, j) is `data[i * columns + j]`; row i is contiguous. Ensembles are member-major:
 * row j of an Ne x Nm matrix is member j. `data` may lie on a SharedArrayBuffer.
 */
import { NumericsError } from './errors.ts';

export interface MatrixOf<Data extends Float64Array | Float32Array> {
  readonly rows: number;
  readonly columns: number;
  readonly data: Data;
}

export type Matrix = MatrixOf<Float64Array>;
export type SingleMatrix = MatrixOf<Float32Array>;
export type AnyMatrix = Matrix | SingleMatrix;

/** Of numbers that are kept, or computed with: float64 or float32. */
export type Precision = 'double' | 'single';
export const PRECISIONS: readonly Precision[] = ['double', 'single'];

export function isSingle(matrix: AnyMatrix): matrix is SingleMatrix {
  return matrix.data instanceof Float32Array;
}

export function precisionOf(matrix: AnyMatrix): Precision {
  return isSingle(matrix) ? 'single' : 'double';
}

/** Bytes of a value. */
export function bytesOf(precision: Precision): number {
  return precision === 'single' ? Float32Array.BYTES_PER_ELEMENT : Float64Array.BYTES_PER_ELEMENT;
}

/** A rows x columns matrix over `data` (not copied), zero-filled if none is given. Throws NUM_SHAPE when the length differs. */
export function createMatrix(
  rows: number,
  columns: number,
  data: Float64Array = new Float64Array(rows * columns),
): Matrix {
  if (data.length !== rows * columns) {
    throw new NumericsError(
      'NUM_SHAPE',
      `createMatrix: ${rows} x ${columns} needs ${rows * columns} values, got ${data.length}`,
    );
  }
  return { rows, columns, data };
}

/** A zero-filled matrix of float32. */
export function createSingleMatrix(rows: number, columns: number): SingleMatrix {
  return { rows, columns, data: new Float32Array(rows * columns) };
}

let sharedBytes = 0;

/** Bytes of all shared matrices that this thread has created so far, dead ones included. */
export function sharedBytesCreated(): number {
  return sharedBytes;
}

/** A zero-filled matrix that worker threads can share without a copy; of doubles unless another precision is given. */
export function createSharedMatrix(rows: number, columns: number): Matrix;
export function createSharedMatrix(rows: number, columns: number, precision: Precision): AnyMatrix;
export function createSharedMatrix(rows: number, columns: number, precision: Precision = 'double'): AnyMatrix {
  const bytes = rows * columns * bytesOf(precision);
  sharedBytes += bytes;
  return matrixOn(new SharedArrayBuffer(bytes), rows, columns, precision);
}

/** A matrix that begins where the memory begins, with what lies there. */
export function matrixOn(memory: ArrayBufferLike, rows: number, columns: number, precision: Precision): AnyMatrix {
  const count = rows * columns;
  if (precision === 'single') return { rows, columns, data: new Float32Array(memory, 0, count) };
  return { rows, columns, data: new Float64Array(memory, 0, count) };
}

/** A matrix from nested arrays, one inner array a row. Throws NUM_SHAPE on ragged rows. */
export function matrixFromRows(rows: readonly (readonly number[])[]): Matrix {
  const columns = rows[0]?.length ?? 0;
  const matrix = createMatrix(rows.length, columns);
  rows.forEach((values, i) => {
    if (values.length !== columns)
      throw new NumericsError('NUM_SHAPE', `matrixFromRows: row ${i} has ${values.length} values, expected ${columns}`);
    matrix.data.set(values, i * columns);
  });
  return matrix;
}

/** Row i as a view, not a copy. */
export function rowOf(matrix: Matrix, i: number): Float64Array;
export function rowOf(matrix: AnyMatrix, i: number): Float64Array | Float32Array;
export function rowOf(matrix: AnyMatrix, i: number): Float64Array | Float32Array {
  return matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns);
}

/** Rows [from, to) as a view, not a copy. */
export function viewRows(matrix: Matrix, from: number, to: number): Matrix;
export function viewRows(matrix: AnyMatrix, from: number, to: number): AnyMatrix;
export function viewRows({ columns, data }: AnyMatrix, from: number, to: number): AnyMatrix {
  return { rows: to - from, columns, data: data.subarray(from * columns, to * columns) } as AnyMatrix;
}

export function copyMatrix(matrix: Matrix): Matrix {
  return createMatrix(matrix.rows, matrix.columns, matrix.data.slice());
}

export function transpose(matrix: Matrix): Matrix {
  const result = createMatrix(matrix.columns, matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < matrix.columns; j++) result.data[j * matrix.rows + i] = matrix.data[i * matrix.columns + j];
  }
  return result;
}

/** The given rows, in the given order, as a new matrix. */
export function selectRows(matrix: Matrix, indices: ArrayLike<number>): Matrix;
export function selectRows(matrix: AnyMatrix, indices: ArrayLike<number>): AnyMatrix;
export function selectRows(matrix: AnyMatrix, indices: ArrayLike<number>): AnyMatrix {
  const create = isSingle(matrix) ? createSingleMatrix : createMatrix;
  const result = create(indices.length, matrix.columns);
  for (let i = 0; i < indices.length; i++) result.data.set(rowOf(matrix, indices[i]), i * matrix.columns);
  return result;
}

/** The given columns, in the given order, as a new matrix. */
export function selectColumns(matrix: Matrix, indices: ArrayLike<number>): Matrix {
  const result = createMatrix(matrix.rows, indices.length);
  for (let i = 0; i < matrix.rows; i++) {
    for (let k = 0; k < indices.length; k++)
      result.data[i * indices.length + k] = matrix.data[i * matrix.columns + indices[k]];
  }
  return result;
}

const ZERO = 0;

/** x times 0 is 0 for every finite x, else NaN, and NaN stays in a sum. Four sums, so that none has to wait for the last addition. */
function allFinite(values: Float64Array | Float32Array): boolean {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length & ~3;
  for (let k = 0; k < whole; k += 4) {
    a += values[k] * ZERO;
    b += values[k + 1] * ZERO;
    c += values[k + 2] * ZERO;
    d += values[k + 3] * ZERO;
  }
  for (let k = whole; k < values.length; k++) a += values[k] * ZERO;
  return a + b + c + d === 0;
}

/** Index of the first NaN or infinity, -1 if there is none. */
export function firstNonFinite(values: Float64Array | Float32Array): number {
  if (allFinite(values)) return -1;
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return k;
  return -1;
}

/** Throws NUM_NONFINITE, naming the first position, unless every value is finite. */
export function assertFinite(matrix: Matrix, what: string): void {
  const k = firstNonFinite(matrix.data);
  if (k < 0) return;
  const position = `row ${Math.floor(k / matrix.columns)}, column ${k % matrix.columns}`;
  throw new NumericsError('NUM_NONFINITE', `${what}: expected finite values, got ${matrix.data[k]} at ${position}`);
}
