import { expect, test } from 'vitest';
import { type ColumnEncoding, encodeColumn, joinColumns, sortedCategories } from './encoding.ts';

const encode = (
  cells: string[],
  encoding: ColumnEncoding,
  name = 'Column',
): { names: readonly string[]; values: number[] } => {
  const { names, values } = encodeColumn(name, cells, encoding);
  expect([values.rows, values.columns]).toEqual([cells.length, names.length]);
  return { names, values: [...values.data] };
};

test('that numbers are read as they are', () => {
  const { names, values } = encode(['1', ' -2.5 ', '3e2', '0'], { type: 'number' }, 'Weight');
  expect([names, values]).toEqual([['Weight'], [1, -2.5, 300, 0]]);
});

test('that one-hot has one column a category, sorted, and exactly one 1 a row', () => {
  const { names, values } = encode(['USA', 'Europe', ' USA', 'Japan'], { type: 'one-hot' }, 'Origin');
  expect(names).toEqual(['Origin=Europe', 'Origin=Japan', 'Origin=USA']);
  expect(values).toEqual([0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0]);
});

test('that given categories fix the columns, so that a part of a table is encoded like the whole', () => {
  const categories = sortedCategories(['c', 'a', 'b', 'a']);
  expect(categories).toEqual(['a', 'b', 'c']);
  expect(encode(['c'], { type: 'one-hot', categories }).values).toEqual([0, 0, 1]);
  expect(() => encode(['a', 'd'], { type: 'one-hot', categories })).toThrow(/row 2.*categories a, b, c.*"d"/);
});

test('that a date is its decimal year, leap years included', () => {
  const cells = ['2023-01-01', '2023-07-02T12:00', '2024-07-02', '2024-12-31 12:00:00Z', '1958-03', '0050-01-01'];
  const { names, values } = encode(cells, { type: 'date' }, 'Date');
  expect(names).toEqual(['Date.year']);
  const expected = [2023, 2023.5, 2024 + 183 / 366, 2024 + 365.5 / 366, 1958 + 59 / 365, 50];
  values.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 10));
});

test('that a season is a point on the circle, the end of a year next to the beginning of the next', () => {
  const { names, values } = encode(
    ['2023-01-01', '2023-04-02T06:00', '2023-12-31', '2024-01-01'],
    { type: 'season' },
    'Date',
  );
  expect(names).toEqual(['Date.sin', 'Date.cos']);
  expect(values.slice(0, 2)).toEqual([0, 1]);
  expect(values.slice(2, 4)).toEqual([expect.closeTo(1, 10), expect.closeTo(0, 10)]);
  expect(Math.hypot(values[6] - values[4], values[7] - values[5])).toBeLessThan((2 * Math.PI) / 364);
  for (let i = 0; i < 4; i++) expect(Math.hypot(values[2 * i], values[2 * i + 1])).toBeCloseTo(1, 14);
});

test('that a cell which does not fit is named with its column and row', () => {
  const bad: readonly [ColumnEncoding, readonly string[]][] = [
    [{ type: 'number' }, ['', '  ', 'abc', '1,5', 'NaN', 'Infinity']],
    [
      { type: 'date' },
      ['', '2023', '2023-02-29', '2023-13-01', '2023-00-10', '31.7.1998', '2023-01-01T24:00', '2023-01-01T10:60'],
    ],
    [{ type: 'season' }, ['', '2023-04-31']],
    [{ type: 'one-hot', categories: ['a'] }, ['', 'A']],
    [{ type: 'one-hot' }, ['', ' ']],
  ];
  const good = { number: '1', date: '2024-02-29', season: '2000-02-29', 'one-hot': 'a' } as const;
  for (const [encoding, cells] of bad) {
    for (const cell of cells) {
      expect(() => encodeColumn('Speed', [good[encoding.type], cell], encoding)).toThrow(
        expect.objectContaining({ code: 'DATA_CELL', message: expect.stringContaining('column "Speed", row 2') }),
      );
    }
  }
});

test('that joined columns stand side by side, and parts of another length are refused', () => {
  const [weight, origin] = [
    encodeColumn('Weight', ['1', '2'], { type: 'number' }),
    encodeColumn('Origin', ['b', 'a'], { type: 'one-hot' }),
  ];
  const { names, values } = joinColumns([weight, origin]);
  expect(names).toEqual(['Weight', 'Origin=a', 'Origin=b']);
  expect([...values.data]).toEqual([1, 0, 1, 2, 1, 0]);
  const refusal = expect.objectContaining({ code: 'DATA_SHAPE' });
  expect(() => joinColumns([weight, encodeColumn('x', ['1'], { type: 'number' })])).toThrow(refusal);
  expect(() => joinColumns([])).toThrow(refusal);
});
