import { createMatrix, createSharedMatrix, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { createSharedBuffers, type SharedBuffers } from './sharedBuffers.ts';

function released(buffers: SharedBuffers, rows: number, columns: number): Matrix {
  const matrix = createSharedMatrix(rows, columns);
  buffers.release(matrix);
  return matrix;
}

describe('the memory of ensembles and predictions', () => {
  it('that was released is handed out again, to one taker', () => {
    const buffers = createSharedBuffers();
    const matrix = released(buffers, 4, 6);
    const again = buffers.take(4, 6);
    expect(again.data.buffer).toBe(matrix.data.buffer);
    expect(buffers.take(4, 6).data.buffer).not.toBe(matrix.data.buffer);
  });

  it('that was not released is never handed out', () => {
    const buffers = createSharedBuffers();
    const taken = Array.from({ length: 5 }, () => buffers.take(3, 3).data.buffer);
    expect(new Set(taken).size).toBe(5);
  });

  it('that is released twice is handed out once', () => {
    const buffers = createSharedBuffers();
    buffers.release(released(buffers, 4, 6));
    expect(buffers.take(4, 6).data.buffer).not.toBe(buffers.take(4, 6).data.buffer);
  });

  it('serves a smaller ensemble, whole again afterwards, and never a larger one', () => {
    const buffers = createSharedBuffers();
    const { data } = released(buffers, 4, 6);
    expect(buffers.take(5, 6).data.buffer).not.toBe(data.buffer);
    const smaller = buffers.take(3, 6);
    expect([smaller.rows, smaller.columns, smaller.data.length, smaller.data.buffer]).toEqual([3, 6, 18, data.buffer]);
    buffers.release(smaller);
    expect(buffers.take(4, 6).data.buffer).toBe(data.buffer);
  });

  it('is chosen by size: the smallest that holds the matrix, none of more than twice its bytes', () => {
    const buffers = createSharedBuffers();
    const [large, small] = [released(buffers, 10, 10), released(buffers, 6, 10)];
    expect(buffers.take(5, 10).data.buffer).toBe(small.data.buffer);
    expect(buffers.take(4, 10).data.buffer).not.toBe(large.data.buffer);
    expect(buffers.take(5, 10).data.buffer).toBe(large.data.buffer);
  });

  it('is kept for two matrices of a size at most, the newest', () => {
    const buffers = createSharedBuffers();
    const [, second, third] = [1, 2, 3].map(() => released(buffers, 2, 2).data.buffer);
    expect([buffers.take(2, 2), buffers.take(2, 2)].map(({ data }) => data.buffer)).toEqual([second, third]);
  });

  it('is left alone where threads cannot share it', () => {
    const buffers = createSharedBuffers();
    const matrix = createMatrix(2, 2);
    buffers.release(matrix);
    expect(buffers.take(2, 2).data.buffer).not.toBe(matrix.data.buffer);
  });
});
