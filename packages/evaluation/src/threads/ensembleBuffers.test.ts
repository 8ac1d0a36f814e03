import { createMatrix, createSharedMatrix, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { createEnsembleBuffers, type EnsembleBuffers } from './ensembleBuffers.ts';

function released(buffers: EnsembleBuffers, rows: number, columns: number): Matrix {
  const matrix = createSharedMatrix(rows, columns);
  buffers.release(matrix);
  return matrix;
}

describe('the memory of ensembles', () => {
  it('that was released is handed out again, to one taker', () => {
    const buffers = createEnsembleBuffers();
    const matrix = released(buffers, 4, 6);
    const again = buffers.take(4, 6);
    expect(again.data.buffer).toBe(matrix.data.buffer);
    expect(buffers.take(4, 6).data.buffer).not.toBe(matrix.data.buffer);
  });

  it('that was not released is never handed out', () => {
    const buffers = createEnsembleBuffers();
    const taken = Array.from({ length: 5 }, () => buffers.take(3, 3).data.buffer);
    expect(new Set(taken).size).toBe(5);
  });

  it('that is released twice is handed out once', () => {
    const buffers = createEnsembleBuffers();
    buffers.release(released(buffers, 4, 6));
    expect(buffers.take(4, 6).data.buffer).not.toBe(buffers.take(4, 6).data.buffer);
  });

  it('serves a smaller ensemble, whole again afterwards, and never a larger one', () => {
    const buffers = createEnsembleBuffers();
    const { data } = released(buffers, 4, 6);
    expect(buffers.take(5, 6).data.buffer).not.toBe(data.buffer);
    const smaller = buffers.take(3, 6);
    expect([smaller.rows, smaller.columns, smaller.data.length, smaller.data.buffer]).toEqual([3, 6, 18, data.buffer]);
    buffers.release(smaller);
    expect(buffers.take(4, 6).data.buffer).toBe(data.buffer);
  });

  it('is kept for two ensembles at most, the newest', () => {
    const buffers = createEnsembleBuffers();
    const [, second, third] = [1, 2, 3].map(() => released(buffers, 2, 2).data.buffer);
    expect([buffers.take(2, 2), buffers.take(2, 2)].map(({ data }) => data.buffer)).toEqual([second, third]);
  });

  it('is left alone where threads cannot share it', () => {
    const buffers = createEnsembleBuffers();
    const matrix = createMatrix(2, 2);
    buffers.release(matrix);
    expect(buffers.take(2, 2).data.buffer).not.toBe(matrix.data.buffer);
  });
});
