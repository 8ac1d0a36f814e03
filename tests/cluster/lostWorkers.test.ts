/** Workers that are killed, frozen or asked to leave cost no member and change no bit. */
import { randomStream } from '@enkit/numerics';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, referenceRun, resultOf, type Cluster } from './support/cluster.ts';
import { until } from './support/condition.ts';
import { MODELS, writeDecayExperiment } from './support/decayExperiment.ts';
import type { JournalEntry } from './support/journal.ts';

const PATIENCE = 240_000;
const SETTINGS = { seed: 1, members: 100, steps: 4, batch: 5 };
const MILLISECONDS = 20;
const ALLOWED = ['--models', MODELS];

let cluster: Cluster;
let file: string;
let ensembleSha256: string;

beforeAll(async () => {
  cluster = await openCluster({ workers: 3, milliseconds: MILLISECONDS });
  file = writeDecayExperiment(cluster.folder, SETTINGS);
  ({ ensembleSha256 } = await referenceRun(file, cluster.folder));
}, PATIENCE);
afterAll(() => cluster.stop(), PATIENCE);

/** The journal from now on. */
function journalFromNow(): () => readonly JournalEntry[] {
  const before = cluster.journal.entries().length;
  return () => cluster.journal.entries().slice(before);
}

/** Steps that the run has recorded. */
function stepsOf(run: string): number {
  return readFileSync(join(cluster.folder, 'runs', run, 'metrics.jsonl'), 'utf8').split('\n').length - 1;
}

it('that random workers killed again and again cost no member and no bit', { timeout: PATIENCE }, async () => {
  const victims = randomStream(SETTINGS.seed, 'victim');
  const run = cluster.start(['run', file, '--json']);
  for (let kills = 1; await cluster.journal.reaches(SETTINGS.seed, 80 * kills, run.ended); kills++)
    cluster.fleet.kill(victims.integer(3));
  const result = resultOf(await run.ended);
  expect(result).toMatchObject({ ensembleSha256, members: SETTINGS.members, failedMembers: 0 });
  expect(cluster.fleet.deaths()).toBeGreaterThanOrEqual(4);
});

it('that a worker which freezes and wakes up late changes nothing and works on', { timeout: PATIENCE }, async () => {
  const first = cluster.start(['run', file, '--json', '--run-id', 'first']);
  const begun = journalFromNow();
  // Frozen in the middle of an evaluation of step 2.
  const zombie = await until(() => {
    const last = begun().at(-1);
    if (last?.event !== 'begin' || last.step !== 2) return undefined;
    return cluster.fleet.workers().find(({ pid }) => pid === last.pid);
  });
  zombie.signal('SIGSTOP');
  await until(() => stepsOf('first') >= 2);
  zombie.signal('SIGCONT');
  expect(resultOf(await first.ended).ensembleSha256).toBe(ensembleSha256);
  const entries = journalFromNow();
  const second = cluster.start(['run', file, '--json', '--run-id', 'second']);
  expect(resultOf(await second.ended).ensembleSha256).toBe(ensembleSha256);
  expect(entries().map(({ pid }) => pid)).toContain(zombie.pid);
});

it('that batches which a slow worker holds are evaluated by another one too', { timeout: PATIENCE }, async () => {
  const place = { prefix: 'slow' };
  const entries = journalFromNow();
  const slow = await cluster.addWorker(ALLOWED, 1e9, place);
  const run = cluster.start(['run', file, '--json'], place);
  await until(() => entries().length > 0);
  await cluster.addWorker(ALLOWED, 0, place);
  const end = await run.ended;
  expect(resultOf(end).ensembleSha256).toBe(ensembleSha256);
  expect(end.stderr).toContain('another worker gets a copy');
  const held = new Set(entries().flatMap(({ pid, step, member }) => (pid === slow.pid ? [`${step} ${member}`] : [])));
  const elsewhere = entries().filter(({ pid, step, member }) => pid !== slow.pid && held.has(`${step} ${member}`));
  expect(held.size).toBeGreaterThan(0);
  expect(new Set(elsewhere.map(({ step, member }) => `${step} ${member}`))).toEqual(held);
});

it('that a worker asked to leave hands back at once what it cannot finish', { timeout: PATIENCE }, async () => {
  const place = { prefix: 'handed-back' };
  const entries = journalFromNow();
  const leaving = await cluster.addWorker([...ALLOWED, '--grace', '0'], 1e9, place);
  const run = cluster.start(['run', file, '--json'], place);
  await until(() => entries().length > 0);
  // Locks of an hour: what is not handed back would not be found in the time of this test.
  await cluster.addWorker([...ALLOWED, '--lock', '3600'], 0, place);
  const { code } = await leaving.end('SIGTERM');
  expect([code, leaving.output()]).toEqual([0, expect.stringContaining('handed back to the queue')]);
  const end = await run.ended;
  expect(resultOf(end).ensembleSha256).toBe(ensembleSha256);
  expect(end.stderr).not.toMatch(/QUEUE_LOST|tried again/);
});

it('that a worker asked to leave finishes what it has begun within its grace', { timeout: PATIENCE }, async () => {
  const place = { prefix: 'finished' };
  const entries = journalFromNow();
  const leaving = await cluster.addWorker([...ALLOWED, '--grace', '100'], 100, place);
  const run = cluster.start(['run', file, '--json'], place);
  await until(() => entries().length > 0);
  expect((await leaving.end('SIGTERM')).code).toBe(0);
  const ends = entries().filter(({ event }) => event === 'end');
  expect(ends.length).toBeGreaterThan(0);
  expect(entries().length).toBe(2 * ends.length);
  await cluster.addWorker(ALLOWED, 0, place);
  expect(resultOf(await run.ended).ensembleSha256).toBe(ensembleSha256);
});
