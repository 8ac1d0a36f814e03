/** With what a run was made: enough to make it again. */
import type { Experiment } from '@enkit/contracts';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, cpus, platform, release } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dataSeed } from '../problem/trainingData.ts';

const PACKAGE_FOLDER = fileURLToPath(new URL('../../', import.meta.url));

export interface RunProvenance {
  readonly seeds: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly gitRevision?: string;
  readonly backend: string;
  readonly platform: string;
}

export async function describeProvenance(experiment: Experiment, backend: string): Promise<RunProvenance> {
  const { seed } = experiment.ensemble;
  const revision = await gitRevision();
  return {
    seeds: { ensemble: seed, data: dataSeed(experiment.data, seed) },
    versions: { enkit: await enkitVersion(), node: process.versions.node, v8: process.versions.v8 },
    ...(revision && { gitRevision: revision }),
    backend,
    platform: `${platform()} ${release()} ${arch()}, ${cpus()[0]?.model.trim() ?? 'unknown processor'}`,
  };
}

export async function enkitVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(`${PACKAGE_FOLDER}package.json`, 'utf8')) as { version: string };
  return version;
}

/** The revision of EnKit's own sources, "+changes" when they differ from it; undefined outside a checkout. */
async function gitRevision(): Promise<string | undefined> {
  const git = async (...words: string[]): Promise<string> =>
    (await promisify(execFile)('git', words, { cwd: PACKAGE_FOLDER })).stdout.trim();
  try {
    const changed = (await git('status', '--porcelain', '--untracked-files=no')) !== '';
    return (await git('rev-parse', 'HEAD')) + (changed ? '+changes' : '');
  } catch {
    return undefined;
  }
}
