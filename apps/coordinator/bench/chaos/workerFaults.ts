/** Workers that are killed every second, and workers that freeze for longer than their locks live. */
import { randomStream } from '@enkit/numerics';
import { WORKER_READY, type Program } from '@enkit/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../../../tests/cluster/support/cluster.ts';
import { untilTakenOver, type Fault } from './recovery.ts';
import { entriesOf, every, finish, type Scenario, type Stage } from './scenario.ts';

/** Workers that take part; the others are starting. */
function ready({ fleet }: Cluster): readonly Program[] {
  return fleet.workers().filter((worker) => WORKER_READY.test(worker.output()));
}

/**
 * Kills one of the workers that are at work, unless it is the only one: a machine that needs longer to start a worker than
 * passes between two kills would compute nothing. Another one is started in its place. Gives what was done, if anything.
 */
export function killRandomWorker(cluster: Cluster, random: (count: number) => number): Fault[] {
  const workers = ready(cluster);
  if (workers.length < 2) return [];
  const victim = workers[random(workers.length)];
  const fault = { pid: victim.pid, time: Date.now() };
  victim.signal('SIGKILL');
  return [fault];
}

async function killEverySecond(stage: Stage) {
  const cluster = await stage.openCluster();
  const prepared = await stage.prepare(cluster);
  const victims = randomStream(stage.settings.seed, 'victim');
  const run = stage.start(cluster, ['run', prepared.file]);
  const faults: Fault[] = [];
  await cluster.journal.reaches(stage.settings.seed, 1, run.ended);
  await every(1, run.ended, () => void faults.push(...killRandomWorker(cluster, (count) => victims.integer(count))));
  const finished = await finish(prepared, run);
  return { injected: faults.length, recoveries: untilTakenOver(entriesOf(prepared), faults), runs: [finished] };
}

/** Longer than a lock lives and a check needs to find that. */
const FREEZE_SECONDS = 17;
/** Evaluations so many times as long let the run last for several of them. */
const SLOWER = 4;

async function freezeInTurn(stage: Stage) {
  const cluster = await stage.openCluster({ milliseconds: SLOWER * stage.settings.milliseconds });
  const prepared = await stage.prepare(cluster);
  const run = stage.start(cluster, ['run', prepared.file]);
  const faults: Fault[] = [];
  await cluster.journal.reaches(stage.settings.seed, 1, run.ended);
  await every(1, run.ended, async () => {
    const workers = cluster.fleet.workers();
    const worker = workers[faults.length % workers.length];
    faults.push({ pid: worker.pid, time: Date.now() });
    worker.signal('SIGSTOP');
    await Promise.race([sleep(1000 * FREEZE_SECONDS), run.ended]);
    worker.signal('SIGCONT');
  });
  const finished = await finish(prepared, run);
  return { injected: faults.length, recoveries: untilTakenOver(entriesOf(prepared), faults), runs: [finished] };
}

export const WORKER_FAULTS: readonly Scenario[] = [
  { name: 'worker: kill -9 every second', atLeast: 5, play: killEverySecond },
  { name: `worker: frozen for ${FREEZE_SECONDS} s, in turn`, atLeast: 1, play: freezeInTurn },
];
