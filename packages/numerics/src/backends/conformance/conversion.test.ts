import { describe, expect, it } from 'vitest';
import { createMatrix, createSingleMatrix, type Matrix, type SingleMatrix } from '../../matrix.ts';
import { BACKENDS, codeOf, draw } from './support.ts';

const SIZES = [
  [1, 1],
  [3, 7],
  [5, 8],
  [4, 0],
] as const;

describe.each(BACKENDS)('$name', ({ backend }) => {
  /** A drawn matrix, its place in single precision, and a row: elsewhere, and in the workspaces. */
  function places(rows: number, columns: number): { a: Matrix; single: SingleMatrix; row: Float64Array }[] {
    const [a, row] = [draw(rows, columns, 'a'), draw(1, columns, 'row').data];
    const here = backend.workspace('conversion.a', rows, columns);
    here.data.set(a.data);
    return [
      { a, row, single: createSingleMatrix(rows, columns) },
      { a: here, row, single: backend.single.workspace('conversion.single', rows, columns) },
      {
        a: here,
        row: here.data.subarray(0, columns),
        single: backend.single.workspace('conversion.single', rows, columns),
      },
    ];
  }

  it.each(SIZES)('that each element of %i x %i is rounded once, less a row or not', (rows, columns) => {
    for (const { a, row, single } of places(rows, columns)) {
      expect(backend.toSingle(a, single)).toBe(single);
      expect([...single.data]).toEqual([...a.data].map(Math.fround));
      backend.toSingle(a, single, row);
      expect([...single.data]).toEqual([...a.data].map((value, k) => Math.fround(value - row[k % columns])));
    }
  });

  it.each(SIZES)('that %i x %i are doubles again, in place of others or added to them', (rows, columns) => {
    for (const { a, single } of places(rows, columns)) {
      backend.toSingle(draw(rows, columns, 'increments'), single);
      const before = a.data.slice();
      expect(backend.addSingle(single, a)).toBe(a);
      expect([...a.data]).toEqual([...before].map((value, k) => value + single.data[k]));
      backend.toDouble(single, a);
      expect([...a.data]).toEqual([...single.data]);
    }
  });

  it.each(SIZES)('that floats of %i x %i less a row, or with floats added, are rounded once', (rows, columns) => {
    for (const { a, single, row } of places(rows, columns)) {
      backend.toSingle(a, single);
      const before = single.data.slice();
      const other = backend.single.workspace('conversion.other', rows, columns);
      backend.toSingle(single, other, row);
      expect([...other.data]).toEqual([...before].map((value, k) => Math.fround(value - row[k % columns])));
      expect(backend.addSingle(other, single)).toBe(single);
      expect([...single.data]).toEqual([...before].map((value, k) => Math.fround(value + other.data[k])));
    }
  });

  it('that values which are not finite are found in either precision, wherever they lie', () => {
    for (const length of [1, 3, 8, 9, 21])
      for (let at = 0; at < length; at++)
        for (const value of [NaN, Infinity, -Infinity, 3e38])
          for (const matrix of [createMatrix(1, length), backend.single.workspace('conversion.finite', 1, length)]) {
            matrix.data.fill(1).set([value], at);
            expect(backend.allFinite(matrix)).toBe(Number.isFinite(value));
          }
  });

  it('that NaN and the infinities stay, and what is too large becomes one', () => {
    const a = createMatrix(1, 4, Float64Array.of(NaN, Infinity, -1e300, 1e-300));
    const single = backend.toSingle(a, createSingleMatrix(1, 4));
    expect([...backend.toDouble(single, createMatrix(1, 4)).data]).toEqual([NaN, Infinity, -Infinity, 0]);
  });

  it('that other shapes are refused', () => {
    const a = draw(4, 9, 'a');
    expect(codeOf(() => backend.toSingle(a, createSingleMatrix(9, 4)))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.toSingle(a, createSingleMatrix(4, 9), new Float64Array(4)))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.toDouble(createSingleMatrix(4, 8), a))).toBe('NUM_SHAPE');
  });
});
