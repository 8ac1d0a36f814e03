/** Matrices as .npy files. */
import { open } from 'node:fs/promises';
import type { ErrorCode } from '@enkit/contracts';
import type { Matrix } from '@enkit/numerics';
import { ByteSource } from '../files/byteSource.ts';
import { writeDurably } from '../files/durableFile.ts';
import { reading } from '../files/fileErrors.ts';
import { readNpy } from './decode.ts';
import { npyChunks } from './encode.ts';
import { matrixOf, type NpyArray } from './npyArray.ts';

/** Writes the matrix as float64 NPY, whole or not at all. Errors: OUTPUT_UNWRITABLE, DISK_FULL. */
export async function writeMatrix(path: string, matrix: Matrix, beforeRename?: () => Promise<void>): Promise<void> {
  const content = async (sink: { write(bytes: Uint8Array): Promise<void> }) => {
    for (const chunk of npyChunks(matrix)) await sink.write(chunk);
  };
  await writeDurably(path, content, beforeRename);
}

/** Reads an NPY file of one or two dimensions. Errors: `whenAbsent`, INPUT_UNREADABLE, DATA_FORMAT, DATA_TOO_LARGE. */
export async function readNpyFile(path: string, whenAbsent: ErrorCode = 'DATA_FILE_NOT_FOUND'): Promise<NpyArray> {
  return reading(path, whenAbsent, async () => {
    const handle = await open(path, 'r');
    try {
      return await readNpy(new ByteSource(handle, 0, (await handle.stat()).size), path);
    } finally {
      await handle.close();
    }
  });
}

/** Reads an NPY file as a matrix; a one-dimensional array becomes one column. Errors as of readNpyFile. */
export async function readMatrix(path: string, whenAbsent: ErrorCode = 'DATA_FILE_NOT_FOUND'): Promise<Matrix> {
  return matrixOf(await readNpyFile(path, whenAbsent));
}
