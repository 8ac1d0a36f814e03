/** A numeric .npy array as a table: its columns are named "0", "1", ... */
import { EnkitError } from '@enkit/contracts';
import { readMatrix } from '../npy/matrixFile.ts';
import type { Table } from './table.ts';

/** Errors: DATA_EMPTY, and those of readMatrix. */
export async function readNpyTable(file: string): Promise<Table> {
  const matrix = await readMatrix(file);
  if (matrix.data.length === 0) {
    const got = `shape ${matrix.rows} x ${matrix.columns}`;
    throw new EnkitError('DATA_EMPTY', { expected: 'at least one row and column', got, location: { file } });
  }
  return {
    file,
    columns: Array.from({ length: matrix.columns }, (_, column) => String(column)),
    rows: matrix.rows,
    cell: (column, row) => matrix.data[row * matrix.columns + column],
    lineOf: () => undefined,
  };
}
