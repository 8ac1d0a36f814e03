/**
 * Memory of ensembles and predictions that is used again. A fresh one costs a page fault for every 4 KiB (some 0.5 s for a
 * GiB), and lies about until it is collected; a run of many steps rotates through two or three instead.
 */
import {
  bytesOf,
  createSharedMatrix,
  matrixOn,
  precisionOf,
  takeFitting,
  type AnyMatrix,
  type Matrix,
  type Precision,
} from '@enkit/numerics';

export interface SharedBuffers {
  /** A matrix of doubles on shared memory with whatever numbers were left there. */
  readonly take: (rows: number, columns: number) => Matrix;
  /** The same, of the shape and precision of another one. */
  readonly takeLike: (matrix: AnyMatrix) => AnyMatrix;
  /** Gives back the whole memory under a matrix that nobody reads any more; once more changes nothing. */
  readonly release: (matrix: AnyMatrix) => void;
}

/** Kept at most of one size: a step leaves behind the ensemble that it updated, and at times the best one before. */
const MOST_FREE = 2;

export function createSharedBuffers(): SharedBuffers {
  const free: SharedArrayBuffer[] = [];
  const take = (rows: number, columns: number, precision: Precision): AnyMatrix => {
    const memory = takeFitting(free, rows * columns * bytesOf(precision));
    return memory ? matrixOn(memory, rows, columns, precision) : createSharedMatrix(rows, columns, precision);
  };
  return {
    take: (rows, columns) => take(rows, columns, 'double') as Matrix,
    takeLike: (matrix) => take(matrix.rows, matrix.columns, precisionOf(matrix)),
    release({ data: { buffer } }) {
      if (!(buffer instanceof SharedArrayBuffer) || free.includes(buffer)) return;
      free.push(buffer);
      const alike = free.filter(({ byteLength }) => byteLength === buffer.byteLength);
      if (alike.length > MOST_FREE) free.splice(free.indexOf(alike[0]), 1);
    },
  };
}
