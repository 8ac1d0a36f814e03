/** A coordinator that is killed, frozen or asked to stop: another one goes on, to the same bits, and only one at a time. */
import { randomStream } from '@enkit/numerics';
import type { Program } from '@enkit/testing';
import { Redis } from 'ioredis';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, referenceRun, resultOf, type Cluster } from './support/cluster.ts';
import { decayEvaluations, writeDecayExperiment } from './support/decayExperiment.ts';

const PATIENCE = 240_000;
const SIZES = { members: 60, steps: 4, batch: 5 };

let cluster: Cluster;
beforeAll(async () => {
  cluster = await openCluster({ workers: 2, milliseconds: 10 });
}, PATIENCE);
afterAll(() => cluster.stop(), PATIENCE);

const directoryOf = (run: string): string => join(cluster.folder, 'runs', run);

/** The run's directory as a copy on another machine would be: the lock of this machine's process means nothing there. */
function copyRun(run: string, name: string): string {
  const copy = join(cluster.folder, name);
  cpSync(directoryOf(run), copy, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  return copy;
}

/** kill -9 when so many evaluations of the seed are done; false when the run was over before. */
async function killAt(run: Program, seed: number, evaluations: number): Promise<boolean> {
  await cluster.journal.reaches(seed, evaluations, run.ended);
  return (await run.end('SIGKILL')).signal === 'SIGKILL';
}

async function prepare(seed: number) {
  const file = writeDecayExperiment(cluster.folder, { ...SIZES, seed });
  const { ensembleSha256 } = await referenceRun(file, cluster.folder);
  const run = `seed-${seed}`;
  const first = cluster.start(['run', file, '--json', '--run-id', run]);
  return { seed, ensembleSha256, run, first };
}

/** Kills the run twice at points drawn from its seed; gives the kills that met it alive, and the final hash. */
async function killAndResume(seed: number): Promise<{ kills: number; same: boolean }> {
  const { run, first, ensembleSha256 } = await prepare(seed);
  const points = randomStream(seed, 'kill');
  const third = decayEvaluations({ ...SIZES, seed }) / 3;
  let kills = Number(await killAt(first, seed, points.integer(third)));
  // The second session works on a copy, and what it was copied from is gone.
  const copy = copyRun(run, `copy-of-${run}`);
  rmSync(directoryOf(run), { recursive: true });
  const second = cluster.start(['resume', copy, '--json']);
  await second.shows(/members, \d+ parameters/);
  kills += Number(await killAt(second, seed, cluster.journal.evaluated(seed) + points.integer(third)));
  const last = cluster.start(['resume', copy, '--json', '--batch', '7']);
  return { kills, same: resultOf(await last.ended).ensembleSha256 === ensembleSha256 };
}

it.concurrent('that coordinators killed at any point are resumed, also from a copy, to the same bits', {
  timeout: PATIENCE,
}, async () => {
  const outcomes = await Promise.all([11, 12, 13].map(killAndResume));
  expect(outcomes).toEqual(outcomes.map(() => ({ kills: 2, same: true })));
});

it.concurrent('that a coordinator which froze is replaced, and refused when it wakes up', {
  timeout: PATIENCE,
}, async () => {
  const { seed, run, first, ensembleSha256 } = await prepare(21);
  await cluster.journal.reaches(seed, 100);
  first.signal('SIGSTOP');
  const inPlace = await cluster.start(['resume', run]).ended;
  expect([inPlace.code, inPlace.stderr]).toEqual([75, expect.stringContaining('RUN_LOCKED')]);
  const copy = copyRun(run, 'taken-over');
  const second = await cluster.start(['resume', copy, '--json']).ended;
  expect(resultOf(second).ensembleSha256).toBe(ensembleSha256);
  const end = await first.end('SIGCONT');
  expect([end.code, end.stderr]).toEqual([75, expect.stringContaining('LEASE_LOST')]);
  const manifest = JSON.parse(readFileSync(join(directoryOf(run), 'manifest.json'), 'utf8')) as Record<string, unknown>;
  expect(manifest).toMatchObject({ status: 'failed' });
  expect(manifest).not.toHaveProperty('result');
});

it.concurrent('that a coordinator asked to stop gives up its lease and can be resumed', {
  timeout: PATIENCE,
}, async () => {
  const { seed, run, first, ensembleSha256 } = await prepare(31);
  await cluster.journal.reaches(seed, 70);
  const stopped = await first.end('SIGTERM');
  expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining(`enkit resume runs/${run}`)]);
  const redis = new Redis(cluster.redis.url);
  expect(await redis.keys(`enkit:${run}:*`)).toEqual([`enkit:${run}:epoch`]);
  redis.disconnect();
  const resumed = await cluster.start(['resume', run, '--json']).ended;
  expect(resultOf(resumed).ensembleSha256).toBe(ensembleSha256);
});
