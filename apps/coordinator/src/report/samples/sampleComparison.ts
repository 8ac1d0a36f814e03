/** A synthetic comparison for the tests of the report. */
import type { ComparisonReport, MethodResult, ProblemComparison, SeedResult } from '../comparisonReport.ts';
import type { FitData } from '../fitData.ts';
import { curveSample, noise, surfaceSample } from './sampleFits.ts';
import { reportSample, stepsSample } from './sampleReport.ts';

interface MethodSample {
  readonly method: string;
  readonly rmse: number;
  readonly passes: number;
  readonly coverage?: number;
}

const METHODS: readonly MethodSample[] = [
  { method: 'eki', rmse: 6e-5, passes: 5000, coverage: 0.41 },
  { method: 'es-mda', rmse: 6.9e-3, passes: 1600, coverage: 0.86 },
  { method: 'adam', rmse: 2.1e-3, passes: 15000 },
  { method: 'levenberg-marquardt', rmse: 8e-5, passes: 6200 },
  { method: 'gradient-descent', rmse: 0.309, passes: 3000 },
];

function seedResult({ rmse, passes, coverage }: MethodSample, seed: number, draw: number): SeedResult {
  const test = rmse * Math.exp(0.5 * draw);
  const r2 = 1 - test ** 2 / 0.5;
  return {
    seed,
    rmse: { train: 0.9 * test, test },
    r2: { train: r2, test: r2 },
    passes,
    seconds: passes / 40_000,
    cpuSeconds: passes / 25_000,
    ...(coverage === undefined ? {} : { coverage90: coverage + 0.02 * draw }),
  };
}

function methodResult(sample: MethodSample, offset: number, fit: FitData): MethodResult {
  const draws = noise(40 + offset, 10);
  const seeds = draws.map((draw, seed) => seedResult(sample, seed, draw));
  const trajectories = seeds.slice(0, 5).map(({ seed, passes, rmse }) => ({
    seed,
    passes: Array.from({ length: 40 }, (_, k) => (passes * (k + 1)) / 40),
    rmseTest: Array.from({ length: 40 }, (_, k) => rmse.test + 0.6 * Math.exp((-12 * (k + 1)) / 40)),
  }));
  return {
    method: sample.method,
    settings: `${String(sample.passes)} passes`,
    seeds,
    trajectories,
    fit,
    fitSeed: 0,
    ...(sample.coverage !== undefined && { steps: stepsSample() }),
  };
}

export function problemSample(name: string, fitOf: (error: number) => FitData): ProblemComparison {
  return {
    name,
    description: '100 training points of the Mexican-hat function without noise; a 1-20-20-1 network with tanh units.',
    output: { name: 'y' },
    experimentText: `name: ${name}\n`,
    methods: METHODS.map((sample, k) => methodResult(sample, k, fitOf(sample.rmse))),
  };
}

export function comparisonSample(overrides: Partial<ComparisonReport> = {}): ComparisonReport {
  return {
    title: 'Ensemble methods and gradients',
    problems: [problemSample('mexican-hat-1d', curveSample), problemSample('mexican-hat-2d', surfaceSample)],
    provenance: { ...reportSample().provenance, command: 'enkit compare experiments/mexican-hat-1d.yaml' },
    ...overrides,
  };
}
