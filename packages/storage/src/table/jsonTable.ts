/**
 * A JSON array of records: [{"x": 1, "y": "a"}, ...]. The columns are the keys of all records in order of appearance; a
 * key that a record lacks, null and "" are missing values; true and false are the texts "true" and "false".
 */
import { EnkitError } from '@enkit/contracts';
import type { Cell, Table } from './table.ts';

type JsonRecord = Readonly<Record<string, unknown>>;

const SHAPE = 'an array of records, [{"column": value, ...}, ...]';

/** The engine names the place as "(line 2 column 3)" in most of its messages. */
function syntaxError(error: SyntaxError, file: string): EnkitError {
  const place = /line (\d+) column (\d+)/.exec(error.message);
  const location = place ? { file, line: Number(place[1]), column: Number(place[2]) } : { file };
  const got = error.message.replaceAll(/\s+/g, ' ');
  const suggestion = /NaN|Infinity/.test(error.message) ? 'JSON has no NaN and no Infinity: use null' : 'mend the JSON';
  return new EnkitError('DATA_FORMAT', { expected: 'JSON', got, suggestion, location });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw syntaxError(error, file);
    throw error;
  }
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  return value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkRecords(content: unknown, file: string): readonly JsonRecord[] {
  if (!Array.isArray(content))
    throw new EnkitError('DATA_FORMAT', { expected: SHAPE, got: describeValue(content), location: { file } });
  content.forEach((item: unknown, row) => {
    if (isRecord(item)) return;
    throw new EnkitError('DATA_FORMAT', {
      expected: SHAPE,
      got: describeValue(item),
      location: { file, key: `[${row}]` },
    });
  });
  return content;
}

function toCell(record: JsonRecord, column: string, row: number, file: string): Cell {
  const value = Object.hasOwn(record, column) ? record[column] : null;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'string' || value === null) return value === '' ? null : value;
  const location = { file, key: `row ${row}, column "${column}"` };
  throw new EnkitError('DATA_FORMAT', { expected: 'a number, a text or null', got: describeValue(value), location });
}

/** Errors: DATA_FORMAT, DATA_EMPTY. */
export function parseJsonTable(text: string, file: string): Table {
  if (text.trim() === '') throw new EnkitError('DATA_EMPTY', { expected: SHAPE, got: 'nothing', location: { file } });
  const records = checkRecords(parseJson(text, file), file);
  if (records.length === 0)
    throw new EnkitError('DATA_EMPTY', { expected: 'at least one record', got: 'none', location: { file } });
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  return {
    file,
    columns,
    rows: records.length,
    cell: (column, row) => toCell(records[row], columns[column], row, file),
    lineOf: () => undefined,
  };
}
