import { createSharedMatrix, type Matrix } from '@enkit/numerics';

/** The matrix on memory that threads share: itself, or a copy. */
export function shareMatrix(matrix: Matrix): Matrix {
  if (matrix.data.buffer instanceof SharedArrayBuffer) return matrix;
  const shared = createSharedMatrix(matrix.rows, matrix.columns);
  shared.data.set(matrix.data);
  return shared;
}
