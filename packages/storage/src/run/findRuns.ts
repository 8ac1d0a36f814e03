/** Finds run directories: one by id or path, or all below a folder. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { EnkitError } from '@enkit/contracts';
import { errnoOf, reading } from '../files/fileErrors.ts';
import { didYouMean } from '../didYouMean.ts';
import { type Manifest, MANIFEST_FILE, readManifest } from './manifest.ts';
import { RunDirectory } from './runDirectory.ts';

const LISTED_RUNS = 5;

/** A run below a folder; its manifest, or why that cannot be read. */
export type ListedRun =
  | { readonly directory: string; readonly manifest: Manifest }
  | { readonly directory: string; readonly error: EnkitError };

async function hasManifest(directory: string): Promise<boolean> {
  return stat(join(directory, MANIFEST_FILE)).then(
    () => true,
    () => false,
  );
}

async function runNames(root: string): Promise<readonly string[]> {
  try {
    const names = await reading(root, 'RUN_NOT_FOUND', () => readdir(root));
    const present = await Promise.all(names.map((name) => hasManifest(join(root, name))));
    return names.filter((_, k) => present[k]);
  } catch (error) {
    if (error instanceof EnkitError && errnoOf(error.details.cause) === 'ENOENT') return [];
    throw error;
  }
}

async function readListed(directory: string): Promise<ListedRun> {
  try {
    return { directory, manifest: await readManifest(directory) };
  } catch (error) {
    if (error instanceof EnkitError) return { directory, error };
    throw error;
  }
}

function createdAt(run: ListedRun): string {
  return 'manifest' in run ? run.manifest.createdAt : '';
}

/**
 * The runs below `root`, newest first; those with an unreadable manifest come last, with the error.
 * None if `root` does not exist. Errors: INPUT_UNREADABLE.
 */
export async function listRuns(root: string): Promise<readonly ListedRun[]> {
  const names = await runNames(root);
  const runs = await Promise.all(names.map((name) => readListed(resolve(root, name))));
  return runs.sort((a, b) => createdAt(b).localeCompare(createdAt(a)));
}

function listNames(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const newest = names.toSorted().slice(-LISTED_RUNS);
  return `the runs there are ${newest.join(', ')}${names.length > LISTED_RUNS ? ', ...' : ''}`;
}

async function notFound(pathOrId: string, root: string): Promise<EnkitError> {
  const names = await runNames(root);
  return new EnkitError('RUN_NOT_FOUND', {
    expected: `a run below ${resolve(root)}, or the path of a run directory`,
    got: JSON.stringify(pathOrId),
    suggestion: didYouMean(pathOrId, names) ?? listNames(names),
  });
}

/**
 * Opens a run by its id (a folder below `root`) or by the path of its directory.
 * Errors: RUN_NOT_FOUND with the nearest ids, RUN_CORRUPT, RUN_VERSION, INPUT_UNREADABLE.
 */
export async function openRun(pathOrId: string, root: string): Promise<RunDirectory> {
  for (const candidate of [resolve(root, pathOrId), resolve(pathOrId)]) {
    if (await hasManifest(candidate)) return new RunDirectory(candidate, await readManifest(candidate));
  }
  throw await notFound(pathOrId, root);
}
