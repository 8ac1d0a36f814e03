/** A Redis that is emptied, or killed and started again with all, some or none of its data. */
import { randomStream } from '@enkit/numerics';
import type { RedisServer } from '@enkit/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { decayEvaluations } from '../../../../tests/cluster/support/decayExperiment.ts';
import { APPEND_ONLY, bytesWritten, cutBack, flushAll, wipe } from '../../../../tests/cluster/support/redisFaults.ts';
import { longestPauses, type Fault } from './recovery.ts';
import { entriesOf, finish, type Scenario, type Stage } from './scenario.ts';

const FAULTS = 4;
const DOWN_SECONDS = 1;

async function crash(redis: RedisServer, whileDown: (redis: RedisServer) => void): Promise<void> {
  await redis.kill();
  whileDown(redis);
  await sleep(1000 * DOWN_SECONDS);
  await redis.restart();
}

/** As a power failure does with "everysec": what was written in the last second is gone. */
export async function crashWithoutLastSecond(redis: RedisServer): Promise<void> {
  const bytes = bytesWritten(redis);
  await sleep(1000);
  await crash(redis, () => cutBack(redis, bytes));
}

function scenario(name: string, inject: (redis: RedisServer) => Promise<void>): Scenario {
  const play = async (stage: Stage) => {
    const cluster = await stage.openCluster({ redis: { settings: APPEND_ONLY } });
    const prepared = await stage.prepare(cluster);
    const { seed } = stage.settings;
    const points = randomStream(seed, name);
    const share = decayEvaluations(prepared.settings) / (FAULTS + 1);
    const run = stage.start(cluster, ['run', prepared.file]);
    const faults: Fault[] = [];
    while (faults.length < FAULTS) {
      const point = Math.floor(share * (faults.length + points.uniform())) + 1;
      if (!(await cluster.journal.reaches(seed, point, run.ended))) break;
      faults.push({ time: Date.now() });
      await inject(cluster.redis);
    }
    const finished = await finish(prepared, run);
    return { injected: faults.length, recoveries: longestPauses(entriesOf(prepared), faults), runs: [finished] };
  };
  return { name, atLeast: FAULTS, play };
}

export const REDIS_FAULTS: readonly Scenario[] = [
  scenario('Redis: FLUSHALL', flushAll),
  scenario('Redis: kill -9, log kept', (redis) => crash(redis, () => undefined)),
  scenario('Redis: kill -9, last second lost', crashWithoutLastSecond),
  scenario('Redis: kill -9, all lost', (redis) => crash(redis, wipe)),
];
