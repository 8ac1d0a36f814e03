import { createSharedMatrix, precisionOf, type AnyMatrix } from '@enkit/numerics';

/** The matrix on memory that threads share: itself, or a copy. */
export function shareMatrix<Shared extends AnyMatrix>(matrix: Shared): Shared {
  if (matrix.data.buffer instanceof SharedArrayBuffer) return matrix;
  const shared = createSharedMatrix(matrix.rows, matrix.columns, precisionOf(matrix));
  shared.data.set(matrix.data);
  return shared as Shared;
}
