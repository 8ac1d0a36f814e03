/** Coordinators that are killed at points drawn from a seed and resumed, and one that freezes and is replaced. */
import { randomStream, type RandomStream } from '@enkit/numerics';
import type { Program } from '@enkit/testing';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../../../tests/cluster/support/cluster.ts';
import { decayEvaluations } from '../../../../tests/cluster/support/decayExperiment.ts';
import { longestPauses, type Fault } from './recovery.ts';
import { entriesOf, finish, type FinishedRun, type PreparedRun, type Scenario, type Stage } from './scenario.ts';

const RUNS = 4;
const KILLS_PER_RUN = 7;
/** Every third kill comes so soon after the start of the session: while it takes the lease and reads its checkpoint. */
const SOON_MILLISECONDS = 3000;
const STARTED = /members, \d+ parameters/;

interface KilledRun {
  readonly faults: readonly Fault[];
  readonly recoveries: readonly number[];
  readonly finished: FinishedRun;
}

/** Waits for a point drawn from the seed, in evaluations or in time; false when the run was over before. */
async function point(kill: number, points: RandomStream, prepared: PreparedRun, session: Program): Promise<boolean> {
  const { cluster, settings } = prepared;
  if (kill % 3 === 2) return sleep(points.integer(SOON_MILLISECONDS), true);
  await session.shows(STARTED);
  const share = Math.floor(decayEvaluations(settings) / (KILLS_PER_RUN + 1));
  const evaluations = cluster.journal.evaluated(settings.seed) + points.integer(share);
  return cluster.journal.reaches(settings.seed, evaluations, session.ended);
}

async function killAgainAndAgain(stage: Stage, cluster: Cluster, seed: number): Promise<KilledRun> {
  const prepared = await stage.prepare(cluster, seed);
  const points = randomStream(seed, 'kill');
  const run = `seed-${seed}`;
  const faults: Fault[] = [];
  let session = stage.start(cluster, ['run', prepared.file, '--run-id', run]);
  while (faults.length < KILLS_PER_RUN && (await point(faults.length, points, prepared, session))) {
    if ((await session.end('SIGKILL')).signal !== 'SIGKILL') break;
    faults.push({ time: Date.now() });
    session = stage.start(cluster, ['resume', run]);
  }
  const finished = await finish(prepared, session);
  return { faults, recoveries: longestPauses(entriesOf(prepared), faults), finished };
}

async function killAtSeededPoints(stage: Stage) {
  const cluster = await stage.openCluster();
  const seeds = Array.from({ length: RUNS }, (_, k) => stage.settings.seed + k);
  const killed = await Promise.all(seeds.map((seed) => killAgainAndAgain(stage, cluster, seed)));
  return {
    injected: killed.reduce((sum, { faults }) => sum + faults.length, 0),
    recoveries: killed.flatMap(({ recoveries }) => recoveries),
    runs: killed.map(({ finished }) => finished),
  };
}

/** The run's directory as another machine would have it: the lock of this machine's process means nothing there. */
function copyRun({ folder }: Cluster, run: string): string {
  const copy = join(folder, `copy-of-${run}`);
  cpSync(join(folder, 'runs', run), copy, { recursive: true, filter: (file) => !file.endsWith('.lock') });
  return copy;
}

/** The first coordinator wakes up while the second is at work; it must end with LEASE_LOST, and disturb nothing. */
async function replaceFrozen(stage: Stage) {
  const cluster = await stage.openCluster();
  const prepared = await stage.prepare(cluster);
  const { seed } = stage.settings;
  const part = Math.floor(decayEvaluations(prepared.settings) / 4);
  const first = stage.start(cluster, ['run', prepared.file, '--run-id', 'frozen']);
  await cluster.journal.reaches(seed, part, first.ended);
  first.signal('SIGSTOP');
  const faults = [{ time: Date.now() }];
  const second = stage.start(cluster, ['resume', copyRun(cluster, 'frozen')]);
  await second.shows(STARTED);
  await cluster.journal.reaches(seed, cluster.journal.evaluated(seed) + part, second.ended);
  const { stderr } = await first.end('SIGCONT');
  if (!stderr.includes('LEASE_LOST')) throw new Error(`the first coordinator was not refused:\n${stderr}`);
  const finished = await finish(prepared, second);
  return { injected: 1, recoveries: longestPauses(entriesOf(prepared), faults), runs: [finished] };
}

export const COORDINATOR_FAULTS: readonly Scenario[] = [
  { name: 'coordinator: kill -9 and resume', atLeast: 20, play: killAtSeededPoints },
  { name: 'coordinator: frozen and replaced', atLeast: 1, play: replaceFrozen },
];
