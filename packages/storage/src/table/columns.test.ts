import { describe, expect, test } from 'vitest';
import { codeOf } from '../testSupport/codes.ts';
import { completeRows, numericColumn, numericMatrix, textColumn } from './columns.ts';
import { parseCsvTable } from './csvTable.ts';
import { parseJsonTable } from './jsonTable.ts';

const TABLE = parseCsvTable('day,t,w\n2020-01-01,1.5,\n2020-01-02,-2e3,sun\n,+.5,rain\n2020-01-04,7.,fog\n', 'w.csv');
const ALL = Uint32Array.of(0, 1, 2, 3);

function csvOf(value: string) {
  return parseCsvTable(`name,x\na,1\nb,${value}\n`, 'f.csv');
}

describe('completeRows', () => {
  test('that only the used columns count, and dropped rows are those with a missing value in them', () => {
    expect([...completeRows(TABLE, ['t'], 'error')]).toEqual([0, 1, 2, 3]);
    expect([...completeRows(TABLE, ['t', 'w'], 'drop')]).toEqual([1, 2, 3]);
    expect([...completeRows(TABLE, ['w', 'day'], 'drop')]).toEqual([1, 3]);
  });

  test('that a missing value is told with file, line and column', () => {
    expect(() => completeRows(TABLE, ['day', 't'], 'error')).toThrow(/^w\.csv:4 column "day": DATA_MISSING_VALUE/);
    const json = parseJsonTable('[{"a":1},{"a":null}]', 'f.json');
    expect(() => completeRows(json, ['a'], 'error')).toThrow(/^f\.json row 1, column "a": DATA_MISSING_VALUE/);
  });

  test('that a table of which no row is left is DATA_EMPTY', () => {
    const table = parseCsvTable('a,b\n1,\n,2\n', 'f.csv');
    expect(codeOf(() => completeRows(table, ['a', 'b'], 'drop'))).toBe('DATA_EMPTY');
  });

  test('that an absent column lists the columns and suggests the nearest', () => {
    expect(() => completeRows(TABLE, ['T'], 'drop')).toThrow(
      /^w\.csv:1 column "T": DATA_COLUMN_MISSING: expected one of the columns "day", "t", "w"; got "T"; did you mean "t"/,
    );
  });

  test('that a file without a header line is recognised', () => {
    const table = parseCsvTable('1,2\n3,4\n', 'f.csv');
    expect(() => completeRows(table, ['x'], 'drop')).toThrow(
      /DATA_COLUMN_MISSING.*the first line must name the columns/,
    );
  });

  test('that a name which occurs twice is refused only when it is used', () => {
    const table = parseCsvTable('a,b,a\n1,2,3\n', 'f.csv');
    expect([...numericColumn(table, 'b', Uint32Array.of(0))]).toEqual([2]);
    expect(codeOf(() => completeRows(table, ['a'], 'drop'))).toBe('DATA_DUPLICATE_COLUMN');
  });
});

describe('numericColumn', () => {
  test('that decimal numbers in all their forms are read, at the rows asked for', () => {
    expect([...numericColumn(TABLE, 't', ALL)]).toEqual([1.5, -2000, 0.5, 7]);
    expect([...numericColumn(TABLE, 't', Uint32Array.of(3, 0))]).toEqual([7, 1.5]);
  });

  test('that numbers come from JSON as numbers and as texts', () => {
    const table = parseJsonTable('[{"a":0.1},{"a":"2.5"}]', 'f.json');
    expect([...numericColumn(table, 'a', Uint32Array.of(0, 1))]).toEqual([0.1, 2.5]);
  });

  for (const text of ['abc', '0x10', '1_000', '"1,5"', '1 2', '--1', '1e', '.', '-', 'true', 'NA', '1e5x']) {
    test(`that ${text} is DATA_NOT_A_NUMBER with file, line and column`, () => {
      const column = () => numericColumn(csvOf(text), 'x', Uint32Array.of(0, 1));
      expect(column).toThrow(/^f\.csv:3 column "x": DATA_NOT_A_NUMBER: .*got "/);
    });
  }

  for (const text of ['NaN', 'nan', 'inf', '-Infinity', '1e999']) {
    test(`that ${text} is DATA_NONFINITE with file, line and column`, () => {
      const column = () => numericColumn(csvOf(text), 'x', Uint32Array.of(0, 1));
      expect(column).toThrow(/^f\.csv:3 column "x": DATA_NONFINITE/);
    });
  }

  test('that a missing value at a row asked for is refused', () => {
    expect(codeOf(() => numericColumn(csvOf(''), 'x', Uint32Array.of(1)))).toBe('DATA_MISSING_VALUE');
  });
});

describe('numericMatrix', () => {
  test('that the columns stand in the order asked for', () => {
    const table = parseCsvTable('a,b,c\n1,2,3\n4,5,6\n', 'f.csv');
    expect(numericMatrix(table, ['c', 'a'], Uint32Array.of(1, 0))).toEqual({
      rows: 2,
      columns: 2,
      data: Float64Array.of(6, 4, 3, 1),
    });
  });
});

describe('textColumn', () => {
  test('that texts and numbers come as text, and missing values are refused', () => {
    expect(textColumn(TABLE, 'w', Uint32Array.of(1, 3))).toEqual(['sun', 'fog']);
    const table = parseJsonTable('[{"a":1},{"a":true},{"a":"x"}]', 'f.json');
    expect(textColumn(table, 'a', Uint32Array.of(0, 1, 2))).toEqual(['1', 'true', 'x']);
    expect(codeOf(() => textColumn(TABLE, 'w', ALL))).toBe('DATA_MISSING_VALUE');
  });
});
