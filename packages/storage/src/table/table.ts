/** A table of the user's, as read from a file and before any column is taken for numbers or text. */
import { EnkitError, type SourceLocation } from '@enkit/contracts';
import { didYouMean } from '../didYouMean.ts';

/** null is a missing value: an empty field of CSV; null or an absent key of JSON. */
export type Cell = string | number | null;

export interface Table {
  readonly file: string;
  /** Names in file order. A name that occurs twice cannot be used, but may be there. */
  readonly columns: readonly string[];
  readonly rows: number;
  /** The value in column number `column` and row `row`, both from 0. DATA_FORMAT if it is neither number nor text. */
  cell(column: number, row: number): Cell;
  /** Line of the file, from 1, on which a row begins; undefined where the format has no lines. */
  lineOf(row: number): number | undefined;
}

/** Where a cell stands, for messages: file:line and the column's name, or the row (from 0) where there are no lines. */
export function cellLocation(table: Table, column: string, row: number): SourceLocation {
  const line = table.lineOf(row);
  return { file: table.file, line, key: line === undefined ? `row ${row}, column "${column}"` : `column "${column}"` };
}

const LISTED_COLUMNS = 20;

function listColumns(columns: readonly string[]): string {
  const listed = columns.slice(0, LISTED_COLUMNS).map((column) => `"${column}"`);
  const more = columns.length - listed.length;
  return more > 0 ? `${listed.join(', ')} and ${more} more` : listed.join(', ');
}

/** A CSV file whose first line is data has numbers for names. */
function missingHeader(table: Table): string | undefined {
  const hasLines = table.rows > 0 && table.lineOf(0) !== undefined;
  const numbers = hasLines && table.columns.every((column) => column !== '' && Number.isFinite(Number(column)));
  return numbers ? 'the first line must name the columns, but it holds numbers' : undefined;
}

/** Number of the column called `name`. Errors: DATA_COLUMN_MISSING, DATA_DUPLICATE_COLUMN. */
export function columnIndex(table: Table, name: string): number {
  const index = table.columns.indexOf(name);
  const location = { file: table.file, line: table.lineOf(0) === undefined ? undefined : 1, key: `column "${name}"` };
  if (index < 0) {
    const expected = `one of the columns ${listColumns(table.columns)}`;
    const suggestion = missingHeader(table) ?? didYouMean(name, table.columns);
    throw new EnkitError('DATA_COLUMN_MISSING', { expected, got: `"${name}"`, suggestion, location });
  }
  if (table.columns.indexOf(name, index + 1) >= 0)
    throw new EnkitError('DATA_DUPLICATE_COLUMN', { expected: 'each name once', got: `"${name}" twice`, location });
  return index;
}
