/**
 * Columns of a table as numbers or text. The order of use: `completeRows` says which rows have all the values needed
 * (or refuses the table), then each column is taken at these rows.
 */
import { EnkitError } from '@enkit/contracts';
import { createMatrix, type Matrix } from '@enkit/numerics';
import { type Cell, cellLocation, columnIndex, type Table } from './table.ts';

const DECIMAL_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^[+-]?(nan|inf(inity)?)$/i;

function missingValue(table: Table, column: string, row: number): EnkitError {
  return new EnkitError('DATA_MISSING_VALUE', {
    expected: 'a value',
    got: 'nothing',
    location: cellLocation(table, column, row),
  });
}

function firstMissing(table: Table, columns: readonly number[], row: number): number | undefined {
  return columns.find((column) => table.cell(column, row) === null);
}

/**
 * The rows, ascending, that have a value in each of the named columns.
 * `missing` 'error' refuses the first missing value by DATA_MISSING_VALUE; 'drop' leaves such rows out.
 * Errors besides: DATA_EMPTY if no row is left, and those of columnIndex.
 */
export function completeRows(table: Table, names: readonly string[], missing: 'error' | 'drop'): Uint32Array {
  const columns = names.map((name) => columnIndex(table, name));
  const rows: number[] = [];
  for (let row = 0; row < table.rows; row++) {
    const column = firstMissing(table, columns, row);
    if (column === undefined) rows.push(row);
    else if (missing === 'error') throw missingValue(table, table.columns[column], row);
  }
  if (rows.length > 0) return Uint32Array.from(rows);
  const expected = `a row with values in ${names.map((name) => `"${name}"`).join(', ')}`;
  throw new EnkitError('DATA_EMPTY', { expected, got: `none of ${table.rows} rows`, location: { file: table.file } });
}

function toNumber(cell: string | number): number {
  if (typeof cell === 'number') return cell;
  const text = cell.trim();
  return DECIMAL_NUMBER.test(text) || NOT_FINITE.test(text) ? Number.parseFloat(text) : Number.NaN;
}

function numberAt(table: Table, column: number, row: number): number {
  const name = table.columns[column];
  const cell: Cell = table.cell(column, row);
  if (cell === null) throw missingValue(table, name, row);
  const value = toNumber(cell);
  if (Number.isFinite(value)) return value;
  const isText = typeof cell === 'string' && !DECIMAL_NUMBER.test(cell.trim()) && !NOT_FINITE.test(cell.trim());
  const details = { got: isText ? JSON.stringify(cell) : String(cell), location: cellLocation(table, name, row) };
  if (isText) throw new EnkitError('DATA_NOT_A_NUMBER', { expected: 'a number such as -1.5e3', ...details });
  throw new EnkitError('DATA_NONFINITE', { expected: 'a finite number', ...details });
}

/** The column at `rows` as float64. Errors: DATA_NOT_A_NUMBER, DATA_NONFINITE, DATA_MISSING_VALUE, as of columnIndex. */
export function numericColumn(table: Table, name: string, rows: Uint32Array): Float64Array {
  const column = columnIndex(table, name);
  return Float64Array.from(rows, (row) => numberAt(table, column, row));
}

/** The columns at `rows` as an n x columns matrix, in the order of `names`. Errors as of numericColumn. */
export function numericMatrix(table: Table, names: readonly string[], rows: Uint32Array): Matrix {
  const matrix = createMatrix(rows.length, names.length);
  names.forEach((name, k) => {
    numericColumn(table, name, rows).forEach((value, i) => {
      matrix.data[i * names.length + k] = value;
    });
  });
  return matrix;
}

/** The column at `rows` as text; numbers in their shortest form. Errors: DATA_MISSING_VALUE, as of columnIndex. */
export function textColumn(table: Table, name: string, rows: Uint32Array): readonly string[] {
  const column = columnIndex(table, name);
  return Array.from(rows, (row) => {
    const cell = table.cell(column, row);
    if (cell === null) throw missingValue(table, name, row);
    return String(cell);
  });
}
