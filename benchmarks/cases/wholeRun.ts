/**
 * A whole run of `enkit run` in process: Sine on 1-20-20-1, 200 points, 1,000 members, 16 steps of ES-MDA. Wall time is that of
 * the run's loop, from the prior to the last step; the phases are those of its metrics log. The forward passes that monitor
 * the test points are left out, since the log books them under what records a step. A longer run beside it shows what its
 * first steps cost, which pass before the compilers have seen the hot code.
 */
import { median } from '@enkit/numerics';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import type { Contender } from '../harness/contender.ts';
import { interleave } from '../harness/rounds.ts';
import type { Session } from '../harness/session.ts';
import { quantity } from '../harness/text.ts';
import { ratios, type Target } from '../harness/target.ts';

const ENKIT = fileURLToPath(new URL('../../apps/coordinator/bin/enkit.js', import.meta.url));
const experimentOf = (steps: number): string => `name: whole-run
data: { source: sine, count: 200, noise: 0.1 }
model: { type: mlp, hidden: [20, 20], activation: tanh }
method: { type: es-mda, steps: ${steps}, observationError: { sd: 0.1 } }
ensemble: { size: 1000, seed: 1 }
outputs: { monitorEvery: 1000 }
`;
const STEPS = 16;
const ROUNDS = 7;
const LONG_STEPS = 128;
const LONG_ROUNDS = 3;
const ONE = 'enkit run, 1 thread';
const TWO = 'enkit run, 2 threads';

const TARGETS: readonly Target[] = [
  {
    what: 'share of wall time in evaluation and analysis, 2 threads',
    against: 'the whole loop',
    sense: 'at least',
    bound: 85,
    unit: '%',
  },
  { what: 'from 1 to 2 threads', against: ONE, sense: 'at least', bound: 1.8, unit: 'x' },
];

interface Phases {
  readonly seconds: { readonly evaluate: number; readonly assimilate: number };
  readonly elapsedSeconds: number;
}

/** Seconds of the loop, and of its two phases that compute. */
async function runOnce(threads: number, steps: number): Promise<{ loop: number; computing: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-bench-'));
  try {
    const file = join(folder, 'experiment.yaml');
    writeFileSync(file, experimentOf(steps));
    const out = join(folder, 'run');
    const words = [ENKIT, 'run', file, '--quiet', '--threads', String(threads), '--out', out];
    await promisify(execFile)(process.execPath, words);
    const lines = readFileSync(join(out, 'metrics.jsonl'), 'utf8').trim().split('\n');
    const phases = lines.map((line) => JSON.parse(line) as Phases);
    const computing = phases.reduce((sum, { seconds }) => sum + seconds.evaluate + seconds.assimilate, 0);
    return { loop: phases.at(-1)?.elapsedSeconds ?? NaN, computing };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param shares takes the share of each timed run */
function runner(name: string, threads: number, steps: number, shares: number[]): Contender {
  return {
    name,
    prepare: async () => {
      await runOnce(threads, STEPS);
      const run = async (): Promise<number> => {
        const { loop, computing } = await runOnce(threads, steps);
        shares.push((100 * computing) / loop);
        return loop;
      };
      return { detail: `1-20-20-1, 1,000 members, ${steps} steps of ES-MDA`, run, close: async () => undefined };
    },
  };
}

async function measure(session: Session, steps: number, rounds: number) {
  const shares: number[] = [];
  const contenders = [runner(TWO, 2, steps, shares), runner(ONE, 1, steps, [])];
  const { timings } = await interleave(contenders, session.rounds ?? rounds, session);
  const [two, one] = timings;
  return { timings, shares, speedups: ratios(one.seconds, two.seconds) };
}

async function* run(session: Session): AsyncGenerator<CaseResult> {
  const { timings, shares, speedups } = await measure(session, STEPS, ROUNDS);
  const figures = [
    { ...TARGETS[0], values: shares },
    { ...TARGETS[1], values: speedups },
  ];
  const long = await measure(session, LONG_STEPS, LONG_ROUNDS);
  const [share, speedup] = [quantity(median(long.shares), '%'), quantity(median(long.speedups), 'x')];
  const notes = [
    `${LONG_STEPS} steps: ${share} of wall time in evaluation and analysis, ${speedup} from 1 to 2 threads`,
  ];
  yield { tables: [{ title: 'whole run', unit: 'one run', timings }], figures, notes };
}

export const wholeRun: BenchmarkCase = {
  name: 'whole-run',
  about: 'Sine, 1,000 members, 16 steps of ES-MDA by `enkit run`: where its time goes, and two threads against one',
  targets: TARGETS,
  run,
};
