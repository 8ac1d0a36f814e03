/**
 * Memory of ensembles that is used again. A fresh one costs a page fault for every 4 KiB (some 0.5 s for a GiB), and lies
 * about until it is collected; a run of many steps rotates through two instead.
 */
import { createMatrix, createSharedMatrix, type Matrix } from '@enkit/numerics';

export interface EnsembleBuffers {
  /** A matrix on shared memory with whatever numbers were left there. */
  take(rows: number, columns: number): Matrix;
  /** Gives back the whole memory under a matrix that nobody reads any more; once more changes nothing. */
  release(matrix: Matrix): void;
}

/** Kept at most: a step leaves behind the ensemble that it updated, and at times the best one before. */
const MOST_FREE = 2;

export function createEnsembleBuffers(): EnsembleBuffers {
  const free: SharedArrayBuffer[] = [];
  return {
    take(rows, columns) {
      const bytes = rows * columns * Float64Array.BYTES_PER_ELEMENT;
      const at = free.findIndex((buffer) => buffer.byteLength >= bytes);
      if (at < 0) return createSharedMatrix(rows, columns);
      const [buffer] = free.splice(at, 1);
      return createMatrix(rows, columns, new Float64Array(buffer, 0, rows * columns));
    },
    release({ data: { buffer } }) {
      if (!(buffer instanceof SharedArrayBuffer) || free.includes(buffer)) return;
      if (free.push(buffer) > MOST_FREE) free.shift();
    },
  };
}
