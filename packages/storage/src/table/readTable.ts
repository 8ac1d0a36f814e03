/** Tables by file extension. */
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname } from 'node:path';
import { EnkitError } from '@enkit/contracts';
import { didYouMean } from '../didYouMean.ts';
import { parseCsvTable } from './csvTable.ts';
import { parseJsonTable } from './jsonTable.ts';
import { readNpyTable } from './npyTable.ts';
import type { Table } from './table.ts';
import { readUtf8 } from './textFile.ts';

const READERS: Readonly<Record<string, (path: string) => Promise<Table>>> = {
  '.csv': async (path) => parseCsvTable(await readUtf8(path), path),
  '.json': async (path) => parseJsonTable(await readUtf8(path), path),
  '.npy': readNpyTable,
};

async function neighbours(path: string): Promise<readonly string[]> {
  try {
    return await readdir(dirname(path));
  } catch {
    return [];
  }
}

async function notFound(path: string, cause: unknown): Promise<EnkitError> {
  const suggestion = didYouMean(basename(path), await neighbours(path));
  return new EnkitError('DATA_FILE_NOT_FOUND', {
    expected: 'a data file',
    got: 'none of that name',
    suggestion,
    location: { file: path },
    cause,
  });
}

/**
 * Reads a .csv, .json or .npy file. Errors: DATA_FILE_NOT_FOUND, INPUT_UNREADABLE, DATA_FORMAT, DATA_ENCODING,
 * DATA_RAGGED, DATA_EMPTY, DATA_TOO_LARGE.
 */
export async function readTable(path: string): Promise<Table> {
  const extension = extname(path).toLowerCase();
  if (!Object.hasOwn(READERS, extension)) {
    const expected = `a file ending in ${Object.keys(READERS).join(', ')}`;
    throw new EnkitError('DATA_FORMAT', { expected, got: extension || 'no extension', location: { file: path } });
  }
  try {
    return await READERS[extension](path);
  } catch (error) {
    if (error instanceof EnkitError && error.code === 'DATA_FILE_NOT_FOUND') throw await notFound(path, error);
    throw error;
  }
}
