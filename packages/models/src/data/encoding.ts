/**
 * Columns of a table as numbers that a network can take. number: as it is; one-hot: one 0/1 column a category;
 * date: decimal year; season: sine and cosine of the year fraction, so that December lies next to January.
 */
import { createMatrix, type Matrix } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { parseYearFraction } from './calendar.ts';

export type ColumnEncoding =
  | { readonly type: 'number' | 'date' | 'season' }
  /** `categories`: those of the data by default, sorted; others than these are refused. */
  | { readonly type: 'one-hot'; readonly categories?: readonly string[] | undefined };

/** The columns that one column of a table becomes. */
export interface EncodedColumns {
  readonly names: readonly string[];
  /** rows x names. */
  readonly values: Matrix;
}

/**
 * Encodes the cells of one column. Throws DATA_CELL, naming the row (from 1) and the cell, for the first cell that does
 * not fit the encoding; an empty cell never does.
 */
export function encodeColumn(name: string, cells: readonly string[], encoding: ColumnEncoding): EncodedColumns {
  switch (encoding.type) {
    case 'number':
      return encodeCells([name], cells, (cell, row) => [parseNumber(name, cell, row)]);
    case 'one-hot':
      return encodeOneHot(name, cells, encoding.categories ?? sortedCategories(cells));
    case 'date':
      return encodeCells([`${name}.year`], cells, (cell, row) => {
        const { year, fraction } = parseDate(name, cell, row);
        return [year + fraction];
      });
    case 'season':
      return encodeCells([`${name}.sin`, `${name}.cos`], cells, (cell, row) => {
        const angle = 2 * Math.PI * parseDate(name, cell, row).fraction;
        return [Math.sin(angle), Math.cos(angle)];
      });
  }
}

/** The distinct values, sorted by code unit, surrounding blanks removed. */
export function sortedCategories(cells: readonly string[]): string[] {
  return [...new Set(cells.map((cell) => cell.trim()))].sort();
}

/** Encoded columns side by side. Throws DATA_SHAPE unless all have the same number of rows, and for a list without any. */
export function joinColumns(parts: readonly EncodedColumns[]): EncodedColumns {
  const rows = parts[0]?.values.rows;
  if (rows === undefined || parts.some((part) => part.values.rows !== rows)) {
    throw new ModelError('DATA_SHAPE', {
      subject: 'columns to join',
      expected: 'one or more columns with the same number of rows',
      got: `[${parts.map((part) => part.values.rows).join(', ')}] rows`,
      suggestion: 'take the columns from one table',
    });
  }
  const names = parts.flatMap((part) => part.names);
  const values = createMatrix(rows, names.length);
  for (let i = 0; i < rows; i++) {
    let position = i * names.length;
    for (const { values: part } of parts) {
      values.data.set(part.data.subarray(i * part.columns, (i + 1) * part.columns), position);
      position += part.columns;
    }
  }
  return { names, values };
}

function encodeCells(
  names: readonly string[],
  cells: readonly string[],
  encode: (cell: string, row: number) => readonly number[],
): EncodedColumns {
  const values = createMatrix(cells.length, names.length);
  cells.forEach((cell, row) => values.data.set(encode(cell, row), row * names.length));
  return { names, values };
}

function encodeOneHot(name: string, cells: readonly string[], categories: readonly string[]): EncodedColumns {
  const positions = new Map(categories.map((category, k) => [category, k]));
  const names = categories.map((category) => `${name}=${category}`);
  return encodeCells(names, cells, (cell, row) => {
    const position = positions.get(cell.trim());
    if (position === undefined || cell.trim() === '') {
      throw cellError(name, cell, row, `one of the categories ${categories.join(', ')}`);
    }
    return categories.map((_, k) => (k === position ? 1 : 0));
  });
}

function parseNumber(name: string, cell: string, row: number): number {
  const value = cell.trim() === '' ? Number.NaN : Number(cell);
  if (!Number.isFinite(value)) throw cellError(name, cell, row, 'a finite number');
  return value;
}

function parseDate(name: string, cell: string, row: number): { year: number; fraction: number } {
  const date = parseYearFraction(cell);
  if (!date) throw cellError(name, cell, row, 'a date such as 1998-07-31');
  return date;
}

function cellError(name: string, cell: string, row: number, expected: string): ModelError {
  return new ModelError('DATA_CELL', {
    subject: `column "${name}", row ${row + 1}`,
    expected,
    got: JSON.stringify(cell),
    suggestion: 'mend the cell, drop the row or choose another encoding',
  });
}
