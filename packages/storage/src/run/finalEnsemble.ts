/** ensemble.npy read back: the bytes that the run ended with, or an error. */
import { EnkitError } from '@enkit/contracts';
import type { AnyMatrix } from '@enkit/numerics';
import { ensembleSha256 } from '../files/floatBytes.ts';
import { readStoredMatrix } from '../npy/matrixFile.ts';

/**
 * The Ne x Nm ensemble of `path`, member-major, in its own precision, on shared memory. Errors: RUN_CORRUPT if it is absent, is no whole NPY file, or is not the
 * one whose digest the manifest holds (`sha256`, undefined for a run that has not finished); INPUT_UNREADABLE.
 */
export async function readFinalEnsemble(path: string, sha256: string | undefined): Promise<AnyMatrix> {
  const ensemble = await readWhole(path);
  const found = ensembleSha256(ensemble);
  if (sha256 === undefined || sha256 === found) return ensemble;
  throw corrupt(path, `an ensemble with the sha256 ${sha256}, as the manifest says`, found);
}

async function readWhole(path: string): Promise<AnyMatrix> {
  try {
    return await readStoredMatrix(path, 'RUN_CORRUPT');
  } catch (error) {
    if (!(error instanceof EnkitError) || error.code !== 'DATA_FORMAT') throw error;
    throw corrupt(path, error.details.expected ?? 'an NPY file', error.details.got ?? 'another file', error);
  }
}

function corrupt(file: string, expected: string, got: string, cause?: unknown): EnkitError {
  return new EnkitError('RUN_CORRUPT', { expected, got, location: { file }, cause });
}
