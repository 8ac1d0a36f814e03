/** A network that drops connections, stands still and is slow costs time, and no member and no bit. */
import { startRedisProxy, type RedisProxy } from '@enkit/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openCluster, referenceRun, resultOf } from './support/cluster.ts';
import { MODELS, writeDecayExperiment } from './support/decayExperiment.ts';

const PATIENCE = 240_000;
const SETTINGS = { seed: 1, members: 60, steps: 4, batch: 5 };
const MILLISECONDS = 10;
/** Longer than the lock of a worker lives. */
const STILL_SECONDS = 5;

async function standStill(proxy: RedisProxy): Promise<void> {
  proxy.freeze();
  await sleep(1000 * STILL_SECONDS);
  proxy.thaw();
}

const FAULTS: readonly ((proxy: RedisProxy) => Promise<void> | void)[] = [
  (proxy) => proxy.cut(),
  standStill,
  (proxy) => proxy.delay(20),
  (proxy) => proxy.cut(),
];

it('that connections which are dropped, still or slow cost no member and no bit', { timeout: PATIENCE }, async () => {
  const cluster = await openCluster({ workers: 1, milliseconds: MILLISECONDS });
  onTestFinished(() => cluster.stop(), PATIENCE);
  const [ofRun, ofWorker] = await Promise.all([startRedisProxy(cluster.redis.url), startRedisProxy(cluster.redis.url)]);
  onTestFinished(async () => void (await Promise.all([ofRun.stop(), ofWorker.stop()])));
  const file = writeDecayExperiment(cluster.folder, SETTINGS);
  const { ensembleSha256 } = await referenceRun(file, cluster.folder);
  await cluster.addWorker(['--models', MODELS], MILLISECONDS, { url: ofWorker.url });
  const run = cluster.start(['run', file, '--json'], { url: ofRun.url });
  let injected = 0;
  for (const fault of FAULTS)
    for (const proxy of [ofRun, ofWorker]) {
      if (!(await cluster.journal.reaches(SETTINGS.seed, 30 * (injected + 1), run.ended))) break;
      await fault(proxy);
      injected++;
    }
  expect(resultOf(await run.ended)).toMatchObject({ ensembleSha256, failedMembers: 0 });
  expect(injected).toBe(2 * FAULTS.length);
});
