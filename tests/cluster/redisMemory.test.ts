/** Redis holds the batches in flight, not the ensemble. The long form is `npm run bench:queue`. */
import { Redis } from 'ioredis';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, resultOf, type Cluster } from './support/cluster.ts';

const PATIENCE = 240_000;
const MEMBERS = 4000;
const POINTS = 50;
const HIDDEN = 100;
const PARAMETERS = 3 * HIDDEN + 1;
/** Parameters and predictions of all members. */
const ENSEMBLE_BYTES = 8 * MEMBERS * (PARAMETERS + POINTS);

let cluster: Cluster;
let redis: Redis;

beforeAll(async () => {
  cluster = await openCluster({ workers: 2 });
  redis = new Redis(cluster.redis.url);
}, PATIENCE);
afterAll(async () => {
  redis.disconnect();
  await cluster.stop();
}, PATIENCE);

async function memory(what: 'used_memory' | 'used_memory_peak'): Promise<number> {
  return Number(new RegExp(`^${what}:(\\d+)`, 'm').exec(await redis.info('memory'))?.[1]);
}

function writeExperiment(): string {
  const file = join(cluster.folder, 'many.yaml');
  const text = `name: many
data: { source: sine, count: ${POINTS}, testPoints: 20 }
model: { type: mlp, hidden: [${HIDDEN}] }
method: { type: es-mda, steps: 1, observationError: { sd: 0.05 } }
ensemble: { size: ${MEMBERS}, seed: 1 }
evaluation: { batch: 50 }
outputs: { report: false }
`;
  writeFileSync(file, text);
  return file;
}

it('that Redis never holds more than a part of a large ensemble', { timeout: PATIENCE }, async () => {
  const run = cluster.start(['run', writeExperiment(), '--json']);
  await run.shows(new RegExp(`members, ${PARAMETERS} parameters`));
  const before = await memory('used_memory');
  await redis.config('RESETSTAT');
  expect(resultOf(await run.ended)).toMatchObject({ members: MEMBERS, queue: 'bullmq' });
  const most = (await memory('used_memory_peak')) - before;
  // Some of it must have been there, or nothing was looked at.
  expect(most).toBeGreaterThan(ENSEMBLE_BYTES / 100);
  expect(most).toBeLessThan(ENSEMBLE_BYTES / 2);
});
