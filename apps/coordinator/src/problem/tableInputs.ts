/** Columns of a table as inputs of a model, by the encodings of the experiment. */
import type { FileDataSettings } from '@enkit/contracts';
import { encodeColumn, joinColumns, sortedCategories, type ColumnEncoding, type EncodedColumns } from '@enkit/models';
import { numericMatrix, textColumn, type Table } from '@enkit/storage';

/** One column of the table with its encoding; the categories of a one-hot column are those of the training table. */
export interface InputColumn {
  readonly column: string;
  readonly encoding: ColumnEncoding;
}

/** The `data.inputs` setting with the categories found in the table. */
export function inputColumns(settings: FileDataSettings['inputs'], table: Table, rows: Uint32Array): InputColumn[] {
  return settings.map((setting) => {
    const { column, encode } = typeof setting === 'string' ? { column: setting, encode: 'number' as const } : setting;
    if (encode !== 'one-hot') return { column, encoding: { type: encode } };
    return { column, encoding: { type: encode, categories: sortedCategories(textColumn(table, column, rows)) } };
  });
}

/** The inputs of the chosen rows: rows x encoded columns, with their names. */
export function encodeInputs(columns: readonly InputColumn[], table: Table, rows: Uint32Array): EncodedColumns {
  return joinColumns(
    columns.map(({ column, encoding }) =>
      encoding.type === 'number'
        ? { names: [column], values: numericMatrix(table, [column], rows) }
        : encodeColumn(column, textColumn(table, column, rows), encoding),
    ),
  );
}
