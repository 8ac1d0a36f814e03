/** Redis is a cache: whatever it forgets is made again, and the run ends with the same bits. */
import { randomStream } from '@enkit/numerics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, referenceRun, resultOf, type Cluster } from './support/cluster.ts';
import { until } from './support/condition.ts';
import { writeDecayExperiment } from './support/decayExperiment.ts';
import { APPEND_ONLY, bytesWritten, cutBack, flushAll, wipe } from './support/redisFaults.ts';

const PATIENCE = 240_000;
const SETTINGS = { seed: 1, members: 60, steps: 4, batch: 5 };
/** Evaluations between two faults: two of them meet the run, whose evaluations are about 300. */
const BETWEEN = 90;

let cluster: Cluster;
let file: string;
let ensembleSha256: string;

beforeAll(async () => {
  cluster = await openCluster({ workers: 2, milliseconds: 10, redis: { settings: APPEND_ONLY } });
  file = writeDecayExperiment(cluster.folder, SETTINGS);
  ({ ensembleSha256 } = await referenceRun(file, cluster.folder));
}, PATIENCE);
afterAll(() => cluster.stop(), PATIENCE);

async function evaluations(more: number): Promise<void> {
  await cluster.journal.reaches(SETTINGS.seed, cluster.journal.evaluated(SETTINGS.seed) + more);
}

/** kill -9; it is started again when the coordinator has noticed. */
async function crash(output: () => string, whileDown: () => void): Promise<void> {
  const before = output().length;
  await cluster.redis.kill();
  whileDown();
  await until(() => /ECONNREFUSED/.test(output().slice(before)));
  await cluster.redis.restart();
}

async function cutLastWrites(output: () => string): Promise<void> {
  const bytes = bytesWritten(cluster.redis);
  await evaluations(20);
  await crash(output, () => cutBack(cluster.redis, bytes));
}

/** A fault, and what the coordinator says of it. */
const FAULTS: readonly [string, (output: () => string) => Promise<void>, RegExp][] = [
  ['is emptied', () => flushAll(cluster.redis), /QUEUE_LOST/],
  ['is killed and keeps its log', (output) => crash(output, () => undefined), /ECONNREFUSED/],
  ['is killed and loses the end of its log', cutLastWrites, /ECONNREFUSED/],
  ['is killed and loses all', (output) => crash(output, () => wipe(cluster.redis)), /QUEUE_LOST/],
];

it.each(FAULTS)(
  'that a Redis which %s in mid-run costs no member and no bit',
  { timeout: PATIENCE },
  async (name, fault, said) => {
    const points = randomStream(SETTINGS.seed, name);
    const run = cluster.start(['run', file, '--json']);
    for (let faults = 0; faults < 2; faults++) {
      await evaluations(1 + points.integer(BETWEEN));
      await fault(run.output);
    }
    expect(resultOf(await run.ended)).toMatchObject({ ensembleSha256, failedMembers: 0 });
    expect(run.output()).toMatch(said);
  },
);
