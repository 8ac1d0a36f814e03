import { expect, it } from 'vitest';
import { createMatrix, type Matrix } from '../matrix.ts';
import { randomStream } from '../random.ts';
import { createMlMatrixBackend } from './mlMatrix.ts';
import { createWasmBackend } from './wasm.ts';

function draw(rows: number, columns: number, purpose: string): Matrix {
  const stream = randomStream(3, purpose, rows, columns);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

it('that a workspace keeps its values and stays valid while the memory grows', () => {
  const wasm = createWasmBackend();
  const early = wasm.workspace('early', 3, 5);
  early.data.set(draw(3, 5, 'early').data);
  wasm.workspace('large', 1000, 2000).data.fill(1);
  wasm.gram(draw(900, 50, 'gram'), 'rows');
  expect(early.data).toEqual(draw(3, 5, 'early').data);
  const again = wasm.multiply(early, draw(5, 2, 'right'));
  expect(again.data).toEqual(wasm.multiply(draw(3, 5, 'early'), draw(5, 2, 'right')).data);
});

it('that products beyond the copy limit, taken by blocks, agree with the reference in every block', () => {
  const wasm = createWasmBackend();
  const depth = 1_500_000;
  const values = (count: number): Float64Array => Float64Array.from({ length: count }, (_, k) => (k % 1013) / 506 - 1);
  const a = createMatrix(3, depth, values(3 * depth));
  const b = createMatrix(depth, 2, values(2 * depth));
  const expected = createMlMatrixBackend().multiply(a, b);
  const product = wasm.multiply(a, b);
  product.data.forEach((value, k) => expect(Math.abs(value - expected.data[k])).toBeLessThan(1e-7));
});
