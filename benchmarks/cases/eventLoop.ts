/**
 * For how long the coordinator cannot answer: the longest time in which the event loop of a run's process was blocked, from the
 * first members on, report and final scores included. What computes there keeps heartbeats, metrics and workers waiting.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import type { Contender } from '../harness/contender.ts';
import { interleave } from '../harness/rounds.ts';
import type { Session } from '../harness/session.ts';
import type { Target } from '../harness/target.ts';

const WATCHED_RUN = fileURLToPath(new URL('../ours/watchedRun.ts', import.meta.url));
const ROUNDS = 3;

const experimentOf = (members: number, count: number, hidden: readonly number[]) => ({
  name: 'event-loop',
  data: { source: 'sine', count, noise: 0.1 },
  model: { type: 'mlp', hidden, activation: 'tanh' },
  method: { type: 'es-mda', steps: 2, observationError: { sd: 0.1 } },
  ensemble: { size: members, seed: 1 },
  evaluation: { threads: 2 },
});

const RUNS = [
  { name: '10,000 members, 481 parameters, 200 data', experiment: experimentOf(10_000, 200, [20, 20]) },
  { name: '500 members, 102,301 parameters, 1,000 data', experiment: experimentOf(500, 1000, [1000, 100]) },
];

const targetOf = ({ name }: (typeof RUNS)[number]): Target => ({
  what: name,
  against: 'the clock',
  sense: 'at most',
  bound: 0.05,
  unit: 's',
});

async function longestBlock(experiment: (typeof RUNS)[number]['experiment']): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-bench-'));
  try {
    const options = { experiment, out: join(folder, 'run') };
    const { stdout } = await promisify(execFile)(process.execPath, [WATCHED_RUN, JSON.stringify(options)]);
    return Number(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const contenders: readonly Contender[] = RUNS.map(({ name, experiment }) => ({
  name,
  prepare: async () => ({
    detail: '2 steps of ES-MDA on 2 threads, kept in a run directory',
    run: () => longestBlock(experiment),
    close: async () => undefined,
  }),
}));

async function* run(session: Session): AsyncGenerator<CaseResult> {
  const { timings } = await interleave(contenders, session.rounds ?? ROUNDS, session);
  const figures = RUNS.map((each, k) => ({ ...targetOf(each), values: timings[k].seconds }));
  yield { tables: [{ title: 'the event loop', unit: 'longest block', timings }], figures, notes: [] };
}

export const eventLoop: BenchmarkCase = {
  name: 'event-loop',
  about: 'for how long a run blocks its event loop at the longest',
  targets: RUNS.map(targetOf),
  run,
};
