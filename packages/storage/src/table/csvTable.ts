/**
 * Comma-separated values (RFC 4180) with a header line. Line ends are LF or CRLF, blank lines are skipped, spaces around
 * a field that is not quoted are removed, and an empty field is a missing value.
 */
import { EnkitError } from '@enkit/contracts';
import { CsvError, parse } from 'csv-parse/sync';
import type { Table } from './table.ts';

interface Line {
  readonly fields: readonly string[];
  /** Line on which the record begins, from 1. */
  readonly line: number;
}

const PARSE_OPTIONS = { record_delimiter: '\n', relax_column_count: true, skip_empty_lines: true, trim: true };

function syntaxError(error: CsvError, file: string): EnkitError {
  const line = 'lines' in error && typeof error.lines === 'number' ? error.lines : undefined;
  const [got] = error.message.split('\n');
  const suggestion = 'put the field in double quotes, and write a double quote inside it twice';
  return new EnkitError('DATA_FORMAT', {
    expected: 'comma-separated values',
    got,
    suggestion,
    location: { file, line },
  });
}

/** A quoted field may hold line breaks, so a record begins that many lines before the one on which it ends. */
function linesSpanned(fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + field.split('\n').length - 1, 0);
}

function parseLines(text: string, file: string): readonly Line[] {
  const lines: Line[] = [];
  const collect = (fields: string[], info: { readonly lines: number }) => {
    lines.push({ fields, line: info.lines - linesSpanned(fields) });
    return null;
  };
  try {
    parse(text.replace(/\r\n?/g, '\n'), { ...PARSE_OPTIONS, on_record: collect });
  } catch (error) {
    if (error instanceof CsvError) throw syntaxError(error, file);
    throw error;
  }
  return lines;
}

function checkHeader(header: Line, file: string): void {
  const [only] = header.fields;
  const separator = header.fields.length === 1 ? /[;\t]/.exec(only)?.[0] : undefined;
  if (separator === undefined) return;
  throw new EnkitError('DATA_FORMAT', {
    expected: 'fields separated by commas',
    got: `a header with ${JSON.stringify(separator)} between its fields`,
    suggestion: 'save the file with commas between the fields',
    location: { file, line: header.line },
  });
}

function checkWidths(header: Line, lines: readonly Line[], file: string): void {
  const ragged = lines.find(({ fields }) => fields.length !== header.fields.length);
  if (!ragged) return;
  const expected = `${header.fields.length} fields as in the header`;
  const location = { file, line: ragged.line };
  throw new EnkitError('DATA_RAGGED', { expected, got: `${ragged.fields.length} fields`, location });
}

/** Errors: DATA_FORMAT, DATA_RAGGED, DATA_EMPTY. */
export function parseCsvTable(text: string, file: string): Table {
  const [header, ...lines] = parseLines(text, file);
  if (!header) throw new EnkitError('DATA_EMPTY', { expected: 'a header line', got: 'no line', location: { file } });
  checkHeader(header, file);
  checkWidths(header, lines, file);
  if (lines.length === 0)
    throw new EnkitError('DATA_EMPTY', { expected: 'rows below the header', got: 'none', location: { file } });
  return {
    file,
    columns: header.fields,
    rows: lines.length,
    cell: (column, row) => lines[row].fields[column] || null,
    lineOf: (row) => lines[row].line,
  };
}
