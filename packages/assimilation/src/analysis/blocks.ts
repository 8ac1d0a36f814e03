/**
 * Blocks: parts of a matrix that any thread may compute, in any order. Their division follows from the sizes alone, never
 * from the number of threads, so that the bits of a result do not depend on it on any backend.
 */
import {
  isSingle,
  viewRows,
  type AnyMatrix,
  type Arithmetic,
  type Backend,
  type Matrix,
  type MatrixOf,
} from '@enkit/numerics';

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Largest matrix, in doubles, that a thread keeps in its backend's memory for a whole work; others stay where they lie. */
const RESIDENT = 2 ** 24;
/** Kernels work on eight columns at a time. */
const LANES = 8;

export const roundUp = (count: number, to = LANES): number => Math.ceil(count / to) * to;

export function blockCount(size: number, width: number): number {
  return Math.ceil(size / width);
}

/** Members in a block of what goes through predicted data. */
export const MEMBERS_A_BLOCK = 32;
const LEAST_STRIP = 48;
const MOST_STRIP = 512;

/** Rows or right sides in a block of a product or solve: so many blocks, unless they would be small or large ones. */
export function stripWidth(size: number, blocks = 8): number {
  return roundUp(Math.min(MOST_STRIP, Math.max(LEAST_STRIP, Math.ceil(size / blocks))));
}

/** Rows or columns of that block. */
export function blockRange(block: number, width: number, size: number): Range {
  return { from: block * width, to: Math.min(size, (block + 1) * width) };
}

/** Rows [from, to) as a view. */
export function rowsOf(matrix: Matrix, { from, to }: Range): Matrix {
  return viewRows(matrix, from, to);
}

/** The matrix in memory that the backend reaches without a copy, unless it is too large to have it twice. */
export function resident(matrix: Matrix, key: string, backend: Backend): Matrix {
  if (matrix.data.length > RESIDENT) return matrix;
  const copy = backend.workspace(key, matrix.rows, matrix.columns);
  copy.data.set(matrix.data);
  return copy;
}

/** Columns [from, to) as doubles in memory that the backend reaches without a copy. */
export function loadColumns(matrix: AnyMatrix, range: Range, key: string, backend: Backend): Matrix {
  const block = loadStored(matrix, range, key, backend);
  return isSingle(block) ? backend.toDouble(block, backend.workspace(key, block.rows, block.columns)) : block;
}

/** The same in the precision of the matrix. */
export function loadStored(matrix: AnyMatrix, { from, to }: Range, key: string, backend: Backend): AnyMatrix {
  const arithmetic = isSingle(matrix) ? backend.single : backend;
  return copyColumns(matrix, from, arithmetic.workspace(key, matrix.rows, to - from));
}

/** `block` as the columns from `from` on. */
function copyColumns(matrix: AnyMatrix, from: number, block: AnyMatrix): AnyMatrix {
  const { rows, columns } = block;
  for (let i = 0; i < rows; i++) {
    const start = i * matrix.columns + from;
    block.data.set(matrix.data.subarray(start, start + columns), i * columns);
  }
  return block;
}

/** The block in the precision of the ensemble that it belongs to: itself, or its values rounded to float32. */
export function roundLike(ensemble: AnyMatrix, block: AnyMatrix, backend: Backend): AnyMatrix {
  if (isSingle(block) || !isSingle(ensemble)) return block;
  return backend.toSingle(block, backend.single.workspace('analysis.rounded', block.rows, block.columns));
}

/** A B or A^T B, in the memory of the arithmetic. */
export function multiplyInto<Data extends Float64Array | Float32Array>(
  factor: MatrixOf<Data>,
  transposeA: boolean,
  block: MatrixOf<Data>,
  key: string,
  arithmetic: Arithmetic<Data>,
): MatrixOf<Data> {
  const into = arithmetic.workspace(key, transposeA ? factor.columns : factor.rows, block.columns);
  return arithmetic.multiply(factor, block, { transposeA, into });
}

/** Writes a block of columns to its place. */
export function storeColumns({ rows, columns, data }: AnyMatrix, matrix: AnyMatrix, from: number): void {
  for (let i = 0; i < rows; i++)
    matrix.data.set(data.subarray(i * columns, (i + 1) * columns), i * matrix.columns + from);
}

/** Sums over the rows, one value a column: as a product, since a loop over the values takes three times as long. */
export function createColumnSums(rows: number, backend: Backend): (matrix: Matrix, key: string) => Matrix {
  const ones = backend.workspace('analysis.ones', 1, rows);
  ones.data.fill(1);
  return (matrix, key) => backend.multiply(ones, matrix, { into: backend.workspace(key, 1, matrix.columns) });
}

/** Writes the transpose of a block (n x width) to rows from `from` of a matrix of n columns. */
export function storeTransposed(block: Matrix, matrix: Matrix, from: number): void {
  for (let i = 0; i < block.rows; i++) {
    for (let k = 0; k < block.columns; k++)
      matrix.data[(from + k) * matrix.columns + i] = block.data[i * block.columns + k];
  }
}
