import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../../backend.ts';
import { createMatrix, createSingleMatrix, type Matrix, type SingleMatrix } from '../../matrix.ts';
import { BACKENDS, distance, draw, largest, productOf } from './support.ts';

const EPSILON = 2 ** -23;

/** Rows, depth, columns: single elements, odd sizes, edges of the tiles of floats (6 x 8, 6 x 16) and of the blocks. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 7, 37],
  [13, 7, 1],
  [6, 20, 8],
  [7, 31, 19],
  [23, 259, 17],
  [97, 6, 101],
  [8, 11, 64],
  [0, 3, 2],
  [3, 0, 2],
];

function rounded({ rows, columns, data }: Matrix): SingleMatrix {
  const single = createSingleMatrix(rows, columns);
  single.data.set(data);
  return single;
}

function widened({ rows, columns, data }: SingleMatrix): Matrix {
  return createMatrix(rows, columns, Float64Array.from(data));
}

const bits = ({ data }: SingleMatrix): number[] => [...new Uint32Array(data.slice().buffer)];

describe.each(BACKENDS)('$name in single precision', ({ name, backend }) => {
  const { single } = backend;

  it.each(SHAPES)('that a product %i x %i x %i is that of the rounded operands', (rows, depth, columns) => {
    const a = rounded(draw(rows, depth, 'a'));
    const b = rounded(draw(depth, columns, 'b'));
    const expected = productOf(widened(a), widened(b));
    const bound = 2 * depth * EPSILON * largest(widened(a)) * largest(widened(b)) * depth;
    const transposedA = rounded({ rows: depth, columns: rows, data: transposedData(widened(a)) });
    const transposedB = rounded({ rows: columns, columns: depth, data: transposedData(widened(b)) });
    const results = [
      single.multiply(a, b),
      single.multiply(transposedA, b, { transposeA: true }),
      single.multiply(a, transposedB, { transposeB: true }),
    ];
    for (const result of results) expect(distance(widened(result), expected)).toBeLessThanOrEqual(bound);
  });

  it('that a product is added to a matrix, in place, and in the workspaces', () => {
    const a = single.workspace('a', 7, 5);
    const b = single.workspace('b', 5, 19);
    const into = single.workspace('c', 7, 19);
    a.data.set(draw(7, 5, 'a').data);
    b.data.set(draw(5, 19, 'b').data);
    into.data.fill(2);
    expect(single.multiply(a, b, { into, accumulate: true })).toBe(into);
    const expected = productOf(widened(a), widened(b));
    for (let k = 0; k < expected.data.length; k++) expected.data[k] += 2;
    expect(distance(widened(into), expected)).toBeLessThan(40 * EPSILON);
  });

  it.each(ACTIVATIONS)('that a layer with %s is that of double precision, but for rounding', (activation) => {
    const [weights, x] = [rounded(draw(13, 21, 'weights')), rounded(draw(21, 43, 'x'))];
    const bias = rounded(draw(13, 1, 'bias'));
    const into = createSingleMatrix(13, 43);
    single.dense(weights, bias.data, x, activation, into);
    const expected = createMatrix(13, 43);
    backend.dense(widened(weights), widened(bias).data, widened(x), activation, expected);
    const slope = activation === 'exponential' ? Math.max(1, largest(expected)) : 1;
    expect(distance(widened(into), expected)).toBeLessThan(100 * EPSILON * slope);
  });

  it.runIf(name !== 'openblas')('that the bits of an element do not depend on the rows and columns beside it', () => {
    const [a, b] = [rounded(draw(29, 300, 'a')), rounded(draw(300, 53, 'b'))];
    const whole = bits(single.multiply(a, b));
    const row = createSingleMatrix(1, 300);
    row.data.set(a.data.subarray(17 * 300, 18 * 300));
    expect(bits(single.multiply(row, b))).toEqual(whole.slice(17 * 53, 18 * 53));
  });
});

function transposedData({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, k) => data[(k % rows) * columns + Math.floor(k / rows)]);
}
