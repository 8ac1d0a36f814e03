/** A table of the user's as a data set. */
import { EnkitError, type FileDataSettings } from '@enkit/contracts';
import { createDataSet, type DataSet } from '@enkit/models';
import { completeRows, numericMatrix, readTable, resolveDataPath } from '@enkit/storage';
import { encodeInputs, inputColumns, type InputColumn } from './tableInputs.ts';

export interface FileData {
  readonly all: DataSet;
  /** How the inputs were encoded, to encode others alike. */
  readonly columns: readonly InputColumn[];
}

/** Reads the file named in the settings, relative to the experiment's folder. Errors name file, line and column. */
export async function readFileData(settings: FileDataSettings, directory: string): Promise<FileData> {
  const table = await readTable(await resolveDataPath(settings.file, directory));
  const used = settings.inputs.map((input) => (typeof input === 'string' ? input : input.column));
  const rows = completeRows(table, [...used, ...settings.outputs], settings.missing);
  if (rows.length < 2) {
    const got = rows.length === 1 ? 'one complete row' : 'no complete row';
    const expected = 'at least two rows, one to train on and one to test on';
    throw new EnkitError('DATA_EMPTY', { expected, got, location: { file: table.file } });
  }
  const columns = inputColumns(settings.inputs, table, rows);
  const inputs = encodeInputs(columns, table, rows);
  const targets = numericMatrix(table, settings.outputs, rows);
  const all = createDataSet({
    inputs: inputs.values,
    targets,
    inputNames: inputs.names,
    outputNames: settings.outputs,
  });
  return { all, columns };
}
