import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix, rowOf } from '../../matrix.ts';
import { BACKENDS, bitsOf, codeOf, draw, leavingUnchanged } from './support.ts';

describe.each(BACKENDS)('$name', ({ backend }) => {
  it.each([
    [1, 1],
    [3, 7],
    [5, 8],
    [4, 0],
    [0, 4],
  ])('that a row is subtracted from each of %i rows of %i', (rows, columns) => {
    const [a, row] = [draw(rows, columns, 'a'), draw(1, columns, 'row').data];
    const expected = createMatrix(
      rows,
      columns,
      a.data.map((value, k) => value - row[k % columns]),
    );
    expect(bitsOf(leavingUnchanged([a, row], () => backend.subtractRow(a, row)))).toBe(bitsOf(expected));
    const into = backend.workspace('rows.into', rows, columns);
    expect(backend.subtractRow(a, row, into)).toBe(into);
    expect(bitsOf(into)).toBe(bitsOf(expected));
  });

  it('that a row may be one of the matrix itself, in the workspaces', () => {
    const a = backend.workspace('rows.a', 4, 9);
    a.data.set(draw(4, 9, 'a').data);
    const result = backend.subtractRow(a, rowOf(a, 2), backend.workspace('rows.b', 4, 9));
    expect([...rowOf(result, 2)]).toEqual(Array.from({ length: 9 }, () => 0));
  });

  it('that rows of another length, and memory of the operand, are refused', () => {
    const a = draw(4, 9, 'a');
    expect(codeOf(() => backend.subtractRow(a, new Float64Array(8)))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.subtractRow(a, new Float64Array(9), a))).toBe('NUM_SHAPE');
  });

  it('that one NaN or infinity is found wherever it is, here and in the workspaces', () => {
    const places: Matrix[] = [createMatrix(3, 7), backend.workspace('rows.finite', 3, 7)];
    for (const a of places) {
      a.data.fill(1e308);
      expect(backend.allFinite(a)).toBe(true);
      for (const value of [NaN, Infinity, -Infinity]) {
        for (let k = 0; k < a.data.length; k++) {
          a.data[k] = value;
          expect(backend.allFinite(a)).toBe(false);
          a.data[k] = 1e308;
        }
      }
    }
  });
});
