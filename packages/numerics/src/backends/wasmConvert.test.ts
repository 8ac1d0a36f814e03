import { expect, it } from 'vitest';
import { createWasmContext } from './wasmContext.ts';

const SPECIAL = [
  0,
  -0,
  Infinity,
  -Infinity,
  Number.NaN,
  1e300,
  -1e-300,
  1e-45,
  0.1,
  1 / 3,
  16777217,
  3.4028235677973366e38,
];

/** So many values, the special ones among them, at an address that is a multiple of 8 alone. */
function fill(count: number): { doubles: number; floats: number; values: number[] } {
  const values = Array.from({ length: count }, (_, k) => SPECIAL[k % 17] ?? Math.sin(k) * 2 ** (k % 40));
  const doubles = context.heap.allocate(8 * count + 16) + 8;
  context.heap.doubles().set(values, doubles / 8);
  return { doubles, floats: context.heap.allocate(4 * count + 16) + 4, values };
}

const context = createWasmContext();

it('that demoted doubles are rounded to the nearest float, and nothing behind them is written', () => {
  for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 31, 100]) {
    const { doubles, floats, values } = fill(count);
    context.heap.floats()[floats / 4 + count] = 42;
    context.kernels.demote(doubles, floats, count);
    const written = context.heap.floats().slice(floats / 4, floats / 4 + count + 1);
    expect([...written]).toEqual([...values.map(Math.fround), 42]);
  }
});

it('that promoted floats are the same numbers, and nothing behind them is written', () => {
  for (const count of [0, 1, 2, 3, 4, 5, 7, 8, 31, 100]) {
    const { doubles, floats, values } = fill(count);
    context.heap.floats().set(values, floats / 4);
    context.heap.doubles()[doubles / 8 + count] = 42;
    context.kernels.promote(floats, doubles, count);
    const written = context.heap.doubles().slice(doubles / 8, doubles / 8 + count + 1);
    expect([...written]).toEqual([...values.map(Math.fround), 42]);
  }
});
