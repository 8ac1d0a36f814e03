/** Creates the directory of a new run. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { EnkitError } from '@enkit/contracts';
import { syncDirectory, writeTextDurably } from '../files/durableFile.ts';
import { errnoOf, writing } from '../files/fileErrors.ts';
import { makeFolders } from '../files/makeFolders.ts';
import { type Manifest, MANIFEST_FORMAT_VERSION, type RunDescription, writeManifest } from './manifest.ts';
import { METRICS_FILE, RunDirectory } from './runDirectory.ts';
import { checkRunId, newRunId } from './runId.ts';

const ATTEMPTS = 16;

export interface NewRun {
  /** Folder that holds the run directories; made if absent. */
  readonly root: string;
  /** The experiment's name. */
  readonly name: string;
  readonly manifest: RunDescription;
  /** Default: `<name>-<yyyymmdd-hhmmss>-<4 hex digits>`. */
  readonly run?: string | undefined;
  /** The run's own directory, in place of root/run. */
  readonly directory?: string | undefined;
}

/** False if it exists. `mkdir` alone decides, so that two processes cannot both create it. */
async function makeDirectory(directory: string): Promise<boolean> {
  return writing(directory, async () => {
    await makeFolders(dirname(directory));
    try {
      await mkdir(directory);
      return true;
    } catch (error) {
      if (errnoOf(error) === 'EEXIST') return false;
      throw error;
    }
  });
}

async function claimDirectory(options: NewRun, now: Date): Promise<{ readonly run: string; readonly path: string }> {
  const isNamed = options.run !== undefined || options.directory !== undefined;
  for (let attempt = 0; ; attempt++) {
    const run = options.run === undefined ? newRunId(options.name, now) : checkRunId(options.run);
    const path = resolve(options.directory ?? join(options.root, run));
    if (await makeDirectory(path)) return { run, path };
    if (isNamed || attempt === ATTEMPTS)
      throw new EnkitError('RUN_EXISTS', {
        expected: 'a new directory',
        got: 'an existing one',
        location: { file: path },
      });
  }
}

/**
 * Creates a run directory with its manifest (status 'running') and an empty metrics log.
 * Errors: RUN_ID, RUN_EXISTS, OUTPUT_UNWRITABLE, DISK_FULL.
 */
export async function createRun(options: NewRun): Promise<RunDirectory> {
  const now = new Date();
  const { run, path } = await claimDirectory(options, now);
  const manifest: Manifest = {
    formatVersion: MANIFEST_FORMAT_VERSION,
    run,
    name: options.name,
    createdAt: now.toISOString(),
    ...options.manifest,
    status: 'running',
  };
  const directory = new RunDirectory(path, manifest);
  await directory.prepareFolders();
  await writeTextDurably(join(path, METRICS_FILE), '');
  await writeManifest(path, manifest);
  await writing(path, () => syncDirectory(dirname(path)));
  return directory;
}
