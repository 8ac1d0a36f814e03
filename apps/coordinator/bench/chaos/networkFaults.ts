/** A network between coordinator, a worker and Redis that delays, drops connections, and stands still. */
import { randomStream } from '@enkit/numerics';
import { startRedisProxy, type RedisProxy } from '@enkit/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { MODELS, decayEvaluations } from '../../../../tests/cluster/support/decayExperiment.ts';
import { longestPauses, type Fault } from './recovery.ts';
import { entriesOf, finish, type Scenario, type Stage } from './scenario.ts';

interface Weather {
  readonly name: string;
  readonly faults: number;
  /** Ends when the fault does. */
  readonly inject: (proxy: RedisProxy) => Promise<void>;
}

const DELAY_MILLISECONDS = 50;
/** Shorter and longer than locks and leases live, and than a connection may owe a reply. */
const FREEZES_SECONDS = [8, 20];

/** One direct worker, and a proxy each for the coordinator and for another worker. */
async function openWeather(stage: Stage) {
  const cluster = await stage.openCluster({ workers: 1 });
  const proxies = await Promise.all([startRedisProxy(cluster.redis.url), startRedisProxy(cluster.redis.url)]);
  for (const proxy of proxies) stage.defer(() => proxy.stop());
  const words = ['--models', MODELS, '--lock', '10'];
  await cluster.addWorker(words, stage.settings.milliseconds, { url: proxies[1].url });
  return { cluster, proxies };
}

/** The faults meet the coordinator and the worker by turns. */
function scenario({ name, faults: most, inject }: Weather): Scenario {
  const play = async (stage: Stage) => {
    const { cluster, proxies } = await openWeather(stage);
    const prepared = await stage.prepare(cluster);
    const { seed } = stage.settings;
    const points = randomStream(seed, name);
    const share = decayEvaluations(prepared.settings) / (most + 1);
    const run = stage.start(cluster, ['run', prepared.file], { url: proxies[0].url });
    const faults: Fault[] = [];
    while (faults.length < most) {
      const point = Math.floor(share * (faults.length + points.uniform())) + 1;
      if (!(await cluster.journal.reaches(seed, point, run.ended))) break;
      faults.push({ time: Date.now() });
      await inject(proxies[(faults.length - 1) % 2]);
    }
    const finished = await finish(prepared, run);
    return { injected: faults.length, recoveries: longestPauses(entriesOf(prepared), faults), runs: [finished] };
  };
  return { name, atLeast: Math.ceil(most / 2), play };
}

async function standStill(proxy: RedisProxy, seconds: number): Promise<void> {
  proxy.freeze();
  await sleep(1000 * seconds);
  proxy.thaw();
}

export const NETWORK_FAULTS: readonly Scenario[] = [
  scenario({
    name: `network: ${DELAY_MILLISECONDS} ms of delay from then on`,
    faults: 2,
    inject: (proxy) => Promise.resolve(proxy.delay(DELAY_MILLISECONDS)),
  }),
  scenario({ name: 'network: connections dropped', faults: 12, inject: (proxy) => Promise.resolve(proxy.cut()) }),
  ...FREEZES_SECONDS.map((seconds) =>
    scenario({ name: `network: still for ${seconds} s`, faults: 4, inject: (proxy) => standStill(proxy, seconds) }),
  ),
];
