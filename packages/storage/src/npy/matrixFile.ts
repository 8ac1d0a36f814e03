/** Matrices as .npy files. */
import { open } from 'node:fs/promises';
import type { ErrorCode } from '@enkit/contracts';
import type { AnyMatrix, Matrix } from '@enkit/numerics';
import { ByteSource } from '../files/byteSource.ts';
import { writeDurably } from '../files/durableFile.ts';
import { reading } from '../files/fileErrors.ts';
import { type Allocate, allocateAsStored, allocateDoubles, readNpy } from './decode.ts';
import { npyChunks } from './encode.ts';
import { type Floats, matrixOf, type NpyArray } from './npyArray.ts';

/** Writes the matrix as NPY in its own precision, whole or not at all. Errors: OUTPUT_UNWRITABLE, DISK_FULL. */
export async function writeMatrix(path: string, matrix: AnyMatrix, beforeRename?: () => Promise<void>): Promise<void> {
  const content = async (sink: { write(bytes: Uint8Array): Promise<void> }) => {
    for (const chunk of npyChunks(matrix)) await sink.write(chunk);
  };
  await writeDurably(path, content, beforeRename);
}

async function readFile<Data extends Floats>(
  path: string,
  whenAbsent: ErrorCode,
  allocate: Allocate<Data>,
): Promise<NpyArray<Data>> {
  return reading(path, whenAbsent, async () => {
    const handle = await open(path, 'r');
    try {
      return await readNpy(new ByteSource(handle, 0, (await handle.stat()).size), path, allocate);
    } finally {
      await handle.close();
    }
  });
}

/** Reads an NPY file of one or two dimensions. Errors: `whenAbsent`, INPUT_UNREADABLE, DATA_FORMAT, DATA_TOO_LARGE. */
export async function readNpyFile(path: string, whenAbsent: ErrorCode = 'DATA_FILE_NOT_FOUND'): Promise<NpyArray> {
  return readFile(path, whenAbsent, allocateDoubles);
}

/** Reads an NPY file as a matrix of doubles; a one-dimensional array becomes one column. Errors as of readNpyFile. */
export async function readMatrix(path: string, whenAbsent: ErrorCode = 'DATA_FILE_NOT_FOUND'): Promise<Matrix> {
  return matrixOf(await readNpyFile(path, whenAbsent));
}

/** The same in the precision of the file, on shared memory. */
export async function readStoredMatrix(path: string, whenAbsent: ErrorCode): Promise<AnyMatrix> {
  return matrixOf(await readFile(path, whenAbsent, allocateAsStored));
}
