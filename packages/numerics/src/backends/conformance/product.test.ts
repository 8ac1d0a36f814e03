import { describe, expect, it } from 'vitest';
import {
  copyMatrix,
  createMatrix,
  createSharedMatrix,
  type Matrix,
  selectColumns,
  selectRows,
  transpose,
} from '../../matrix.ts';
import { BACKENDS, bitsOf, distance, draw, EPSILON, largest, leavingUnchanged, productOf } from './support.ts';

/** Rows, depth, columns: single elements, vectors, primes, tile and cache-block edges (6 x 4, 96, 256), empty. */
const SHAPES: readonly (readonly [number, number, number])[] = [
  [1, 1, 1],
  [1, 7, 13],
  [13, 7, 1],
  [2, 3, 5],
  [6, 20, 4],
  [7, 31, 19],
  [23, 257, 17],
  [97, 5, 101],
  [8, 11, 16],
  [0, 3, 2],
  [3, 0, 2],
  [3, 2, 0],
];

/** Rounding bound of a sum of `depth` products: n eps max|a| max|b| n, for two orders of summation. */
const bound = (a: Matrix, b: Matrix, depth: number): number => 2 * depth * EPSILON * largest(a) * largest(b) * depth;

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, k) => from + k);

describe.each(BACKENDS)('$name', ({ name, backend }) => {
  it.each(SHAPES)(
    'that a product %i x %i x %i agrees with the plain sum, for every transposition',
    (rows, depth, columns) => {
      const a = draw(rows, depth, 'a');
      const b = draw(depth, columns, 'b');
      const expected = productOf(a, b);
      for (const transposeA of [false, true]) {
        for (const transposeB of [false, true]) {
          const left = transposeA ? transpose(a) : a;
          const right = transposeB ? transpose(b) : b;
          const product = leavingUnchanged([left, right], () =>
            backend.multiply(left, right, { transposeA, transposeB }),
          );
          expect(distance(product, expected)).toBeLessThanOrEqual(bound(a, b, depth));
        }
      }
    },
  );

  it.each(SHAPES)(
    'that %i x %i x %i into a matrix overwrites it, and accumulates on request',
    (rows, depth, columns) => {
      const a = draw(rows, depth, 'a');
      const b = draw(depth, columns, 'b');
      const start = draw(rows, columns, 'start');
      const into = copyMatrix(start);
      expect(backend.multiply(a, b, { into })).toBe(into);
      expect(bitsOf(into)).toBe(bitsOf(backend.multiply(a, b)));
      const sum = copyMatrix(start);
      backend.multiply(a, b, { into: sum, accumulate: true });
      const expected = createMatrix(
        rows,
        columns,
        into.data.map((value, k) => value + start.data[k]),
      );
      expect(distance(sum, expected)).toBeLessThanOrEqual(bound(a, b, depth) + 4 * EPSILON * largest(start));
    },
  );

  it.each(SHAPES)(
    'that the Gram matrices of %i x %i are A A^T and A^T A, symmetric to the last bit',
    (rows, columns) => {
      const a = draw(rows, columns, 'a');
      const byRows = leavingUnchanged([a], () => backend.gram(a, 'rows'));
      const byColumns = backend.gram(a, 'columns');
      expect(distance(byRows, productOf(a, transpose(a)))).toBeLessThanOrEqual(bound(a, a, columns));
      expect(distance(byColumns, productOf(transpose(a), a))).toBeLessThanOrEqual(bound(a, a, rows));
      expect(bitsOf(byRows)).toBe(bitsOf(transpose(byRows)));
      expect(bitsOf(byColumns)).toBe(bitsOf(transpose(byColumns)));
    },
  );

  it('that the same call gives the same bits, also from and into shared memory', () => {
    const a = draw(19, 41, 'a');
    const b = draw(41, 23, 'b');
    const first = bitsOf(backend.multiply(a, b), backend.gram(a, 'rows'));
    expect(bitsOf(backend.multiply(a, b), backend.gram(a, 'rows'))).toBe(first);
    const shared = createSharedMatrix(19, 41);
    shared.data.set(a.data);
    expect(
      bitsOf(backend.multiply(shared, b, { into: createSharedMatrix(19, 23) }), backend.gram(shared, 'rows')),
    ).toBe(first);
  });

  it('that NaN and Infinity reach the rows and columns that they belong to, and no others', () => {
    const a = draw(9, 5, 'a');
    const b = draw(5, 7, 'b');
    const clean = backend.multiply(a, b);
    a.data[4 * 5 + 2] = Number.NaN;
    b.data[3 * 7 + 6] = Number.POSITIVE_INFINITY;
    const product = backend.multiply(a, b);
    const untouched = (k: number): boolean => Math.floor(k / 7) !== 4 && k % 7 !== 6;
    expect(product.data.filter((_, k) => untouched(k))).toEqual(clean.data.filter((_, k) => untouched(k)));
    expect(product.data.subarray(4 * 7, 5 * 7).every(Number.isNaN)).toBe(true);
    expect(product.data.filter((_, k) => k % 7 === 6).some(Number.isFinite)).toBe(false);
  });

  it('that workspace matrices work as operands and as the result', () => {
    const a = draw(5, 9, 'a');
    const b = draw(9, 3, 'b');
    const left = backend.workspace('left', 5, 9);
    const into = backend.workspace('into', 5, 3);
    left.data.set(a.data);
    expect(backend.multiply(left, b, { into })).toBe(into);
    expect(bitsOf(into)).toBe(bitsOf(backend.multiply(a, b)));
  });

  it('that a workspace of one key and shape is one matrix, and another shape has its own size', () => {
    const first = backend.workspace('once', 3, 4);
    expect(backend.workspace('once', 3, 4)).toBe(first);
    expect(backend.workspace('other', 3, 4).data).not.toBe(first.data);
    expect(backend.workspace('once', 7, 5).data).toHaveLength(35);
  });

  // OpenBLAS chooses kernels by size and promises no more than the same bits for the same call.
  describe.skipIf(name === 'openblas')('blocks', () => {
    const a = draw(29, 300, 'a');
    const b = draw(300, 37, 'b');
    const whole = backend.multiply(a, b);

    it.each([1, 2, 3, 5, 16, 22, 36])('that B split before column %i gives the bits of the whole', (cut) => {
      for (const columns of [range(0, cut), range(cut, 37)])
        expect(bitsOf(backend.multiply(a, selectColumns(b, columns)))).toBe(bitsOf(selectColumns(whole, columns)));
    });

    it.each([1, 2, 3, 5, 8, 16, 28])('that A split before row %i gives the bits of the whole', (cut) => {
      for (const rows of [range(0, cut), range(cut, 29)])
        expect(bitsOf(backend.multiply(selectRows(a, rows), b))).toBe(bitsOf(selectRows(whole, rows)));
    });

    it('that a transposed operand gives the bits of the plain one, and the Gram matrix those of the product', () => {
      expect(bitsOf(backend.multiply(transpose(a), b, { transposeA: true }))).toBe(bitsOf(whole));
      expect(bitsOf(backend.multiply(a, transpose(b), { transposeB: true }))).toBe(bitsOf(whole));
      expect(bitsOf(backend.gram(a, 'rows'))).toBe(bitsOf(backend.multiply(a, copyMatrix(a), { transposeB: true })));
    });
  });
});
