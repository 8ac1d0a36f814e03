/**
 * How time grows with members, parameters, data and workers: one size at a time, all sizes of a sweep in the same rounds.
 * The figure is the slope of log time against log size, held against the slope of the operation count at the same sizes.
 */
import { availableParallelism } from 'node:os';
import type { BenchmarkCase } from '../harness/benchmarkCase.ts';
import type { CaseResult } from '../harness/comparison.ts';
import { interleave } from '../harness/rounds.ts';
import type { Session } from '../harness/session.ts';
import { logSlope, type Target } from '../harness/target.ts';
import { oursContender } from '../ours/oursContender.ts';
import type { Work } from '../ours/work.ts';
import { analysisFlops, type AnalysisSizes } from './analysisFlops.ts';

const ROUNDS = 3;
/** A slope may exceed the theory's by this much: caches, and the clock at the smallest sizes. */
const ALLOWANCE = 0.1;

interface Sweep {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Proportional to the time that the theory expects. */
  readonly theory: (size: number) => number;
  readonly work: (size: number) => Work;
}

const TANH = { activation: 'tanh', weightScale: 2 } as const;
const SMALL = { layers: [1, 20, 20, 1], members: 100, points: 200, ...TANH } as const;
const FORWARD = { work: 'forward', backend: 'wasm', precision: 'f64' } as const;
const ANALYSIS = { work: 'analysis', backend: 'wasm', precision: 'f64', threads: 1, inPlace: false } as const;
const FIXED: AnalysisSizes = { parameters: 1000, members: 400, data: 100 };

/** Hidden units of a 10-h-1 network with about that many parameters: 12 h + 1. */
const hiddenOf = (parameters: number): number => Math.max(1, Math.round((parameters - 1) / 12));

function forwardSweep(name: string, sizes: readonly number[], settings: (size: number) => object): Sweep {
  const work = (size: number): Work => ({ ...FORWARD, ...SMALL, ...settings(size) });
  return { name: `forward, ${name}`, sizes, theory: (size) => size, work };
}

function analysisSweep(name: keyof AnalysisSizes, sizes: readonly number[], fixed: AnalysisSizes = FIXED): Sweep {
  return {
    name: `analysis, ${name}`,
    sizes,
    theory: (size) => analysisFlops({ ...fixed, [name]: size }),
    work: (size) => ({ ...ANALYSIS, ...fixed, [name]: size }),
  };
}

const SWEEPS: readonly Sweep[] = [
  forwardSweep('members', [100, 1000, 10_000], (members) => ({ members })),
  forwardSweep('parameters', [100, 1000, 10_000, 100_000], (parameters) => ({
    layers: [10, hiddenOf(parameters), 1],
    points: 50,
  })),
  forwardSweep('data', [100, 1000, 10_000], (points) => ({ points })),
  analysisSweep('members', [100, 320, 1000, 3200, 10_000]),
  analysisSweep('parameters', [100, 1000, 10_000, 100_000]),
  analysisSweep('data', [100, 320, 1000, 3200, 10_000]),
  {
    name: 'evaluation, workers',
    sizes: [1, 2, 4, 8],
    theory: (threads) => 1 / Math.min(threads, availableParallelism()),
    work: (threads) => ({ work: 'evaluation', through: 'in-process', threads, ...SMALL, members: 4000 }),
  },
];

function targetOf({ name, sizes, theory }: Sweep): Target {
  const slope = logSlope(sizes, sizes.map(theory));
  const range = `${sizes[0]} to ${sizes.at(-1)}`;
  return {
    what: `${name} ${range}`,
    against: `theory, ${slope.toFixed(2)}`,
    sense: 'at most',
    bound: slope + ALLOWANCE,
    unit: 'slope',
  };
}

async function runSweep(sweep: Sweep, session: Session): Promise<CaseResult> {
  session.progress(sweep.name);
  const contenders = sweep.sizes.map((size) => oursContender(String(size), sweep.work(size)));
  const { timings, leftOut } = await interleave(contenders, session.rounds ?? ROUNDS, session);
  const values = (timings[0]?.seconds ?? []).map((_, round) =>
    logSlope(
      timings.map(({ name }) => Number(name)),
      timings.map(({ seconds }) => seconds[round]),
    ),
  );
  const figure = { ...targetOf(sweep), values };
  return { tables: [{ title: sweep.name, unit: 'one call', timings }], figures: [figure], notes: leftOut };
}

async function* run(session: Session): AsyncGenerator<CaseResult> {
  for (const sweep of SWEEPS) yield await runSweep(sweep, session);
}

export const scaling: BenchmarkCase = {
  name: 'scaling',
  about: 'how time grows with members, parameters, data and workers, as measured slopes against those of the theory',
  targets: SWEEPS.map(targetOf),
  run,
};
