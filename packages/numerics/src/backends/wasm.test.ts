import { expect, it } from 'vitest';
import { NumericsError } from '../errors.ts';
import { copyMatrix, createMatrix, type Matrix } from '../matrix.ts';
import { randomStream } from '../random.ts';
import { createWasmBackend } from './wasm.ts';
import { createWasmHeap } from './wasmHeap.ts';

function draw(rows: number, columns: number, purpose: string): Matrix {
  const stream = randomStream(3, purpose, rows, columns);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

function thrownBy(call: () => unknown): NumericsError {
  try {
    call();
  } catch (error) {
    if (error instanceof NumericsError) return error;
    throw error;
  }
  throw new Error('nothing thrown');
}

it('that a workspace keeps its values and stays valid while the memory grows', () => {
  const wasm = createWasmBackend();
  const early = wasm.workspace('early', 3, 5);
  early.data.set(draw(3, 5, 'early').data);
  wasm.workspace('large', 1000, 2000).data.fill(1);
  wasm.gram(draw(900, 50, 'gram'), 'rows');
  expect(early.data).toEqual(wasm.workspace('early', 3, 5).data);
  expect([...early.data]).toEqual([...draw(3, 5, 'early').data]);
  const right = draw(5, 2, 'right');
  expect(wasm.multiply(early, right).data).toEqual(wasm.multiply(draw(3, 5, 'early'), right).data);
});

it('that a matrix whose key was given away for a larger one is not overwritten by other matrices', () => {
  const wasm = createWasmBackend();
  const old = wasm.workspace('layer', 2, 3);
  old.data.fill(7);
  wasm.workspace('layer', 50, 50).data.fill(1);
  for (let k = 0; k < 20; k++) wasm.workspace(`other ${k}`, 3, 3).data.fill(k);
  wasm.cholesky(wasm.gram(draw(40, 60, 'gram'), 'rows'));
  expect([...old.data]).toEqual(Array.from({ length: 6 }, () => 7));
});

it('that products too large to be copied whole, taken by blocks, have the bits of their parts', () => {
  const wasm = createWasmBackend();
  const depth = 2_100_000;
  const a = createMatrix(
    2,
    depth,
    new Float64Array(2 * depth).map((_, k) => (k % 1013) / 506 - 1),
  );
  const b = createMatrix(depth, 1, a.data.slice(1, depth + 1));
  const whole = wasm.multiply(a, b);
  const parts = createMatrix(2, 1);
  for (const [from, to] of [
    [0, 1_000_001],
    [1_000_001, depth],
  ]) {
    const left = createMatrix(2, to - from);
    left.data.set(a.data.subarray(from, to));
    left.data.set(a.data.subarray(depth + from, depth + to), to - from);
    const right = createMatrix(to - from, 1, b.data.subarray(from, to));
    wasm.multiply(left, right, { into: parts, accumulate: true });
  }
  expect(parts.data).toEqual(whole.data);
  expect(wasm.gram(a, 'rows').data[1]).toBe(wasm.multiply(a, copyMatrix(a), { transposeB: true }).data[1]);
});

it('that a product with an edge beyond the block size agrees with its columns one by one', () => {
  const wasm = createWasmBackend();
  const a = draw(3, 2100, 'a');
  const b = createMatrix(
    2100,
    2050,
    new Float64Array(2100 * 2050).map((_, k) => (k % 89) - 44),
  );
  const product = wasm.multiply(a, b);
  for (const column of [0, 2047, 2048, 2049]) {
    const single = createMatrix(
      2100,
      1,
      Float64Array.from({ length: 2100 }, (_, k) => b.data[k * 2050 + column]),
    );
    const values = wasm.multiply(a, single).data;
    expect([0, 1, 2].map((row) => product.data[row * 2050 + column])).toEqual([...values]);
  }
});

it('that memory beyond 4 GiB is refused with a code, and the backend goes on working', () => {
  const wasm = createWasmBackend();
  const error = thrownBy(() => wasm.workspace('too large', 100_000, 10_000));
  expect(error.code).toBe('NUM_MEMORY');
  expect(error.message).toContain('4096 MiB');
  expect(thrownBy(() => wasm.gram(createMatrix(30_000, 0), 'rows')).code).toBe('NUM_MEMORY');
  expect(wasm.multiply(draw(1, 3, 'a'), draw(3, 1, 'b')).data).toHaveLength(1);
});

it('that released memory is joined and used again before the memory grows', () => {
  const heap = createWasmHeap();
  heap.open(1024);
  const size = heap.memory.buffer.byteLength;
  const eighth = Math.floor(size / 64) - 64;
  for (let round = 0; round < 3; round++) {
    const addresses = Array.from({ length: 7 }, () => heap.allocate(eighth));
    expect(new Set(addresses).size).toBe(7);
    for (const k of [3, 1, 2, 0, 6, 4, 5]) heap.release(addresses[k]);
    heap.release(heap.allocate(7 * eighth));
  }
  expect(heap.memory.buffer.byteLength).toBe(size);
});

it('that an allocation grows the memory by what is missing, and earlier views stay views of it', () => {
  const heap = createWasmHeap();
  heap.open(1024);
  const early = new Float64Array(heap.memory.buffer, heap.allocate(8), 8).fill(5);
  const large = heap.allocate(10_000_000);
  expect(heap.memory.buffer.byteLength).toBeLessThan(10_000_000 * 8 + 5 * 2 ** 20);
  heap.doubles().fill(1, large / 8, large / 8 + 10);
  const address = heap.addressOf(early) ?? Number.NaN;
  expect(heap.doubles()[address / 8]).toBe(5);
  expect(heap.addressOf(new Float64Array(8))).toBeUndefined();
});
