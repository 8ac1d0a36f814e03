import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, type Activation } from '../../backend.ts';
import { createMatrix, type Matrix, selectColumns, selectRows } from '../../matrix.ts';
import { BACKENDS, bitsOf, distance, draw, EPSILON, largest, leavingUnchanged, productOf } from './support.ts';

const REFERENCE: Readonly<Record<Activation, (x: number) => number>> = {
  tanh: Math.tanh,
  relu: (x) => (x > 0 ? x : 0),
  sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  exponential: Math.exp,
  identity: (x) => x,
};

/** Units, inputs, points: a 1-20-20-1 network's layers, primes, tile edges, no points, no inputs. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [20, 1, 200],
  [20, 20, 200],
  [1, 20, 200],
  [1, 1, 1],
  [7, 5, 3],
  [13, 300, 11],
  [5, 3, 17],
  [3, 0, 5],
  [4, 2, 0],
];

/** The values that a single unit with weight 1 and bias 0 gives: the bare activation. */
function activated(
  backend: (typeof BACKENDS)[number]['backend'],
  activation: Activation,
  values: readonly number[],
): Float64Array {
  const into = createMatrix(1, values.length);
  const weight = createMatrix(1, 1, Float64Array.of(1));
  backend.dense(
    weight,
    Float64Array.of(0),
    createMatrix(1, values.length, Float64Array.from(values)),
    activation,
    into,
  );
  return into.data;
}

/** Both signs of magnitudes from 1e-12 to 700. */
const GRID = Array.from({ length: 4001 }, (_, k) => (k % 2 === 0 ? 1 : -1) * 10 ** (-12 + (k / 4000) * 14.845));

describe.each(BACKENDS)('$name', ({ name, backend }) => {
  describe.each(SHAPES)('%i units, %i inputs, %i points', (units, inputs, points) => {
    const weights = draw(units, inputs, 'weights');
    const bias = draw(units, 1, 'bias').data;
    const x = draw(inputs, points, 'inputs');

    it.each(ACTIVATIONS)('that %s of W x + b agrees with the plain computation', (activation) => {
      const into = draw(units, points, 'overwritten');
      leavingUnchanged([weights, bias, x], () => backend.dense(weights, bias, x, activation, into));
      const sums = productOf(weights, x);
      const expected = createMatrix(
        units,
        points,
        sums.data.map((value, k) => REFERENCE[activation](value + bias[Math.floor(k / points)])),
      );
      const scale = 1 + (inputs + 1) * Math.max(1, largest(weights) * largest(x));
      const slope = activation === 'exponential' ? Math.max(1, largest(expected)) : 1;
      expect(distance(into, expected)).toBeLessThanOrEqual(4 * EPSILON * scale * (1 + inputs) * slope);
    });

    it('that workspace matrices give the same bits as others', () => {
      const into = createMatrix(units, points);
      backend.dense(weights, bias, x, 'tanh', into);
      const inside = backend.workspace('inputs', inputs, points);
      const outside = backend.workspace('outputs', units, points);
      inside.data.set(x.data);
      backend.dense(weights, bias, inside, 'tanh', outside);
      expect(bitsOf(outside)).toBe(bitsOf(into));
    });
  });

  it.each(ACTIVATIONS)('that %s is exact to 1e-15, relatively, for arguments from 1e-12 to 700', (activation) => {
    const errors = activated(backend, activation, GRID).map((value, k) => {
      const expected = REFERENCE[activation](GRID[k]);
      return value === expected ? 0 : (value - expected) / expected;
    });
    expect(largest(errors)).toBeLessThanOrEqual(1e-15);
  });

  it.each(ACTIVATIONS)('that NaN stays NaN under %s, wherever it lies among the points', (activation) => {
    for (const length of [1, 2, 3, 4, 5, 7]) {
      for (let at = 0; at < length; at++) {
        const values = Array.from({ length }, (_, k) => (k === at ? Number.NaN : 0.5));
        activated(backend, activation, values).forEach((value, k) => expect(Number.isNaN(value)).toBe(k === at));
      }
    }
  });

  it.each([
    ['tanh', [-1, -1, -1, 1, 1, 1]],
    ['relu', [0, 0, 0, 1000, 1e300, Number.POSITIVE_INFINITY]],
    ['sigmoid', [0, 0, 0, 1, 1, 1]],
    ['softplus', [0, 0, 0, 1000, 1e300, Number.POSITIVE_INFINITY]],
    ['exponential', [0, 0, 0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]],
    ['identity', [Number.NEGATIVE_INFINITY, -1e300, -1000, 1000, 1e300, Number.POSITIVE_INFINITY]],
  ] as const)('that %s of -Infinity, -1e300, -1000, 1000, 1e300, Infinity is its limit', (activation, limits) => {
    const huge = [Number.NEGATIVE_INFINITY, -1e300, -1000, 1000, 1e300, Number.POSITIVE_INFINITY];
    expect([...activated(backend, activation, huge)]).toEqual([...limits]);
  });

  it('that tanh is odd, and of the smallest numbers those numbers', () => {
    const tiny = [5e-324, 1e-310, 2.3e-308, 1e-200, 1e-20];
    expect([...activated(backend, 'tanh', tiny)]).toEqual(tiny);
    const values = GRID.map(Math.abs);
    const mirrored = activated(
      backend,
      'tanh',
      values.map((x) => -x),
    );
    const errors = activated(backend, 'tanh', values).map((value, k) => (value + mirrored[k]) / value);
    expect(largest(errors)).toBeLessThanOrEqual(1e-15);
  });

  // OpenBLAS chooses kernels by size and promises no more than the same bits for the same call.
  describe.skipIf(name === 'openblas')('blocks', () => {
    const weights = draw(20, 9, 'weights');
    const bias = draw(20, 1, 'bias').data;
    const x = draw(9, 53, 'inputs');
    const layer = (w: Matrix, b: Float64Array, inputs: Matrix, activation: Activation): Matrix => {
      const into = createMatrix(w.rows, inputs.columns);
      backend.dense(w, b, inputs, activation, into);
      return into;
    };

    it.each(ACTIVATIONS)(
      'that points split anywhere, and units split anywhere, keep their bits under %s',
      (activation) => {
        const whole = layer(weights, bias, x, activation);
        for (const cut of [1, 2, 3, 16, 31]) {
          const points = Array.from({ length: 53 - cut }, (_, k) => cut + k);
          expect(bitsOf(layer(weights, bias, selectColumns(x, points), activation))).toBe(
            bitsOf(selectColumns(whole, points)),
          );
        }
        for (const cut of [1, 3, 6, 13, 19]) {
          const units = Array.from({ length: 20 - cut }, (_, k) => cut + k);
          const part = layer(selectRows(weights, units), bias.subarray(cut), x, activation);
          expect(bitsOf(part)).toBe(bitsOf(selectRows(whole, units)));
        }
      },
    );
  });
});
