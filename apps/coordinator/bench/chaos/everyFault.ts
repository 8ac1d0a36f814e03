/** All of it at once: workers are killed, Redis loses its last second, and the coordinator is killed and resumed. */
import { randomStream } from '@enkit/numerics';
import { setTimeout as sleep } from 'node:timers/promises';
import { decayEvaluations } from '../../../../tests/cluster/support/decayExperiment.ts';
import { APPEND_ONLY } from '../../../../tests/cluster/support/redisFaults.ts';
import { longestPauses, type Fault } from './recovery.ts';
import { crashWithoutLastSecond } from './redisFaults.ts';
import { entriesOf, every, finish, type Scenario, type Stage } from './scenario.ts';
import { killRandomWorker } from './workerFaults.ts';

const SECONDS_BETWEEN_KILLS = 3;
const RUN = 'everything';
/** Rounds of a Redis that crashes and, while it is down or soon after, a coordinator that dies. */
const ROUNDS = 3;
const SOON_MILLISECONDS = 4000;

async function playAll(stage: Stage) {
  const cluster = await stage.openCluster({ redis: { settings: APPEND_ONLY } });
  const prepared = await stage.prepare(cluster);
  const { seed } = stage.settings;
  const points = randomStream(seed, 'everything');
  const faults: Fault[] = [];
  let session = stage.start(cluster, ['run', prepared.file, '--run-id', RUN]);
  const finished = Promise.withResolvers<void>();
  const killing = every(SECONDS_BETWEEN_KILLS, finished.promise, () => {
    faults.push(...killRandomWorker(cluster, (count) => points.integer(count)));
  });
  for (let round = 1; round <= ROUNDS; round++) {
    const evaluations = Math.floor((decayEvaluations(prepared.settings) * round) / (ROUNDS + 1));
    if (!(await cluster.journal.reaches(seed, evaluations, session.ended))) break;
    faults.push({ time: Date.now() });
    const [killed] = await Promise.all([
      sleep(points.integer(SOON_MILLISECONDS)).then(() => session.end('SIGKILL')),
      crashWithoutLastSecond(cluster.redis),
    ]);
    if (killed.signal !== 'SIGKILL') break;
    faults.push({ time: Date.now() });
    session = stage.start(cluster, ['resume', RUN]);
  }
  const run = await finish(prepared, session).finally(() => finished.resolve());
  await killing;
  return { injected: faults.length, recoveries: longestPauses(entriesOf(prepared), faults), runs: [run] };
}

export const EVERY_FAULT: readonly Scenario[] = [
  { name: 'all of worker, coordinator and Redis', atLeast: 2 * ROUNDS, play: playAll },
];
