/** A synthetic run for the tests of the report. */
import { experimentSchema, type EnsembleScores, type RunResult, type StepRecord } from '@enkit/contracts';
import type { FitData } from '../fitData.ts';
import type { RunReport } from '../runReport.ts';
import { curveSample, noise } from './sampleFits.ts';

const EXPERIMENT_TEXT = `# The Mexican hat, noisy
name: mexican-hat-noisy
data: { source: mexican-hat, count: 100, noise: 0.05 }
model: { type: mlp, hidden: [20, 20] }
method: { type: eki, stop: { steps: 50 } }
ensemble: { size: 100, seed: 0 }
`;

export function experimentSample(overrides: Readonly<Record<string, unknown>> = {}): RunReport['experiment'] {
  return experimentSchema.parse({
    name: 'mexican-hat-noisy',
    data: { source: 'mexican-hat', count: 100, noise: 0.05 },
    model: { type: 'mlp', hidden: [20, 20] },
    method: { type: 'eki', stop: { steps: 50 } },
    ensemble: { size: 100, seed: 0 },
    ...overrides,
  });
}

/** Steps whose errors fall from 0.6 to about 0.02. */
export function stepsSample(count = 50): StepRecord[] {
  const draws = noise(21, count);
  return Array.from({ length: count }, (_, k) => {
    const decay = Math.exp((-3.4 * k) / Math.max(1, count - 1));
    const isMonitored = k % Math.max(1, Math.floor(count / 25)) === 0 || k === count - 1;
    return {
      step: k + 1,
      plannedSteps: count,
      alpha: 900 * decay + 0.8,
      inverseAlphaSum: (k + 1) / (900 * decay + 0.8),
      members: 100,
      observations: 100,
      rmseForecast: 0.6 * decay * (1 + 0.2 * Math.abs(draws[k])) + 0.05,
      coverageForecast: 0.88,
      misfit: 40 * decay + 0.5,
      spread: 0.5 * decay + 0.01,
      parameterSpread: 0.04 + 0.96 * decay,
      condition: 1e4,
      collapsed: false,
      ...(isMonitored
        ? { rmseTrain: 0.6 * decay + 0.045, rmseTest: 0.62 * decay + 0.0158, spreadTest: 0.45 * decay + 0.012 }
        : {}),
      passes: 100 * (k + 1),
      failures: [],
      seconds: { evaluate: 0.01, assimilate: 0.004, record: 0.001 },
      elapsedSeconds: 0.02 * (k + 1),
    };
  });
}

function scoresSample(rmse: number, r2: number): EnsembleScores {
  return {
    predictionMean: { rmse, r2 },
    parameterMean: { rmse: 1.3 * rmse, r2: 1 - 1.69 * (1 - r2) },
    bestMember: { rmse: 1.1 * rmse, r2: 1 - 1.21 * (1 - r2) },
    coverage90: 0.87,
    crps: 0.6 * rmse,
    spread: 0.8 * rmse,
  };
}

export function resultSample(overrides: Partial<RunResult> = {}): RunResult {
  return {
    run: '20261124-101500-mexican-hat-noisy-3f2a',
    directory: 'runs/20261124-101500-mexican-hat-noisy-3f2a',
    name: 'mexican-hat-noisy',
    method: 'eki',
    members: 100,
    steps: 50,
    passes: 5000,
    seconds: 0.84,
    cpuSeconds: 1.31,
    rmse: { train: 0.0471, test: 0.0162 },
    r2: { train: 0.9834, test: 0.99802 },
    coverage90: 0.872,
    train: scoresSample(0.0471, 0.9834),
    test: scoresSample(0.0162, 0.99802),
    inverseAlphaSum: 51.3,
    stoppedBy: 'steps',
    collapsed: false,
    failedMembers: 0,
    backend: 'wasm',
    queue: 'in-process',
    threads: 2,
    ensembleSha256: '3f2a9c0d5b7e418890aa6c1d2e3f405162738495a6b7c8d9e0f1a2b3c4d5e6f7',
    ...overrides,
  };
}

export function reportSample(overrides: Partial<RunReport> = {}, fit: FitData = curveSample()): RunReport {
  return {
    result: resultSample(),
    experiment: experimentSample(),
    experimentText: EXPERIMENT_TEXT,
    size: { inputs: 1, outputs: 1, parameters: 481, trainingPoints: 100, testPoints: 501 },
    steps: stepsSample(),
    provenance: {
      versions: { enkit: '0.1.0', node: '26.10.0' },
      gitRevision: 'c7b72771',
      backend: 'wasm',
      seeds: { ensemble: 0, data: 10000 },
      createdAt: '2026-11-24T10:15:00.000Z',
      command: 'enkit run experiments/mexican-hat-noisy.yaml',
    },
    fits: [fit],
    ...overrides,
  };
}
