import { EnkitError, type ProblemDescription } from '@enkit/contracts';
import type { RunDirectory } from '@enkit/storage';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDescription, PROBLEM_FILE } from '../problem/snapshot.ts';

/** problem.json of a run. Throws RUN_CORRUPT. */
export async function readDescription(directory: RunDirectory): Promise<ProblemDescription> {
  const file = join(directory.path, PROBLEM_FILE);
  try {
    return parseDescription(await readFile(file, 'utf8'));
  } catch (error) {
    throw new EnkitError('RUN_CORRUPT', {
      location: { file },
      expected: 'the description of the run problem',
      got: String(error),
      cause: error,
    });
  }
}
