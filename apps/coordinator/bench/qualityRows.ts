/** The rows of the quality table: a case, its settings, the scores that it must reach and those it aims at. */
import type { NoisyCase } from './noisyRegression.ts';

export interface QualityRow {
  readonly name: string;
  /** Below experiments/. */
  readonly file: string;
  readonly overrides?: readonly string[];
  /** The score compared: final test RMSE, or the mean over the second half of a stream. */
  readonly score: 'rmse' | 'rmseTestSecondHalf';
  /** Median over the seeds; a row without is for reading. */
  readonly mustReach?: number;
  readonly ambitious?: number;
  /** Worst seed. */
  readonly worst?: number;
  /** Bounds of the one-step-ahead coverage of the 90 % interval. */
  readonly coverage?: readonly [number, number];
  readonly baselines: readonly BaselineGrid[];
  readonly noisy?: NoisyCase & {
    /** Train on the stored draws, on which the scores were set, instead of the generator's. */
    readonly drawn: boolean;
  };
}

/** A gradient method with the settings tried; the best test median is shown, which favours it. */
export interface BaselineGrid {
  readonly label: string;
  readonly method: string;
  readonly variants: readonly (readonly string[])[];
}

function settings(method: string, values: Readonly<Record<string, number | string>>): string[] {
  return Object.entries(values).map(([key, value]) => `compare.${method}.${key}=${value}`);
}

function adam(rates: readonly number[], extra: Readonly<Record<string, number | string>> = {}): BaselineGrid {
  const variants = rates.map((learningRate) =>
    settings('adam', { learningRate, epochs: 5000, decay: 'cosine', ...extra }),
  );
  return { label: 'Adam, 5000 epochs, best rate', method: 'adam', variants };
}

const PAPER_DESCENT: BaselineGrid = {
  label: 'gradient descent, rate 0.01, 1000 epochs',
  method: 'gradient-descent',
  variants: [settings('gradient-descent', { learningRate: 0.01, epochs: 1000 })],
};
const TUNED_DESCENT: BaselineGrid = {
  label: 'gradient descent, 5000 epochs, best rate',
  method: 'gradient-descent',
  variants: [0.03, 0.1, 0.2].map((learningRate) => settings('gradient-descent', { learningRate, epochs: 5000 })),
};
const MARQUARDT: BaselineGrid = {
  label: 'Levenberg-Marquardt, exact Jacobian',
  method: 'levenberg-marquardt',
  variants: [settings('levenberg-marquardt', { iterations: 200 })],
};
const MARQUARDT_SHORT: BaselineGrid = { ...MARQUARDT, variants: [settings('levenberg-marquardt', { iterations: 80 })] };
const REPLAY: BaselineGrid = {
  label: 'Adam with replay, best window and rate',
  method: 'adam-replay',
  variants: [100, 300, 2000].flatMap((window) =>
    [0.01, 0.03].map((learningRate) =>
      settings('adam-replay', { learningRate, window, stepsPerObservation: 2, batch: 16 }),
    ),
  ),
};

const SMOOTH = [PAPER_DESCENT, TUNED_DESCENT, adam([0.01, 0.03]), MARQUARDT];
const SMOOTH_2D = [PAPER_DESCENT, adam([0.01, 0.03]), MARQUARDT_SHORT];

/** With little noise the band matters less than the fit: the deterministic update, a tighter R and prior. */
const LITTLE_NOISE = [
  'method.update=transform',
  'method.relaxation=4',
  'method.observationError.scale=0.1',
  'ensemble.prior.spread=0.5',
];
const NOISY_SINE = ['method.update=transform', 'method.relaxation=2'];
const NOISY_HAT = ['method.update=transform'];

/** mustReach and ambitious hold on the stored draws; on the generator's they are shown for comparison. */
function noisy(noisyCase: NoisyCase, mustReach: number, ambitious: number, own: readonly string[] = []): QualityRow[] {
  const { target, noise } = noisyCase;
  const name = `${target === 'sine' ? 'sine' : 'mexican-hat-1d'}, noise ${noise}`;
  const file = `${target}-noisy.yaml`;
  const overrides = [`data.noise=${noise}`, ...own];
  const row = { file, overrides, score: 'rmse', baselines: [adam([0.01, 0.03], { l2: 3e-5 })] } as const;
  return [
    { ...row, name: `${name}, stored draws`, mustReach, ambitious, noisy: { ...noisyCase, drawn: true } },
    { ...row, name, noisy: { ...noisyCase, drawn: false } },
  ];
}

export const QUALITY_ROWS: readonly QualityRow[] = [
  {
    name: 'sine, ES-MDA (sum 1/alpha = 1)',
    file: 'sine-es-mda.yaml',
    score: 'rmse',
    mustReach: 0.01,
    ambitious: 0.005,
    baselines: [PAPER_DESCENT],
  },
  { name: 'sine', file: 'sine.yaml', score: 'rmse', mustReach: 2e-4, worst: 1e-3, ambitious: 6e-5, baselines: SMOOTH },
  {
    name: 'mexican-hat-1d',
    file: 'mexican-hat-1d.yaml',
    score: 'rmse',
    mustReach: 2e-4,
    ambitious: 2e-5,
    baselines: SMOOTH,
  },
  { name: 'sinc-1d', file: 'sinc-1d.yaml', score: 'rmse', mustReach: 3e-4, ambitious: 3e-5, baselines: SMOOTH },
  {
    name: 'mexican-hat-2d',
    file: 'mexican-hat-2d.yaml',
    score: 'rmse',
    mustReach: 0.0026,
    ambitious: 5e-4,
    baselines: SMOOTH_2D,
  },
  { name: 'sinc-2d', file: 'sinc-2d.yaml', score: 'rmse', mustReach: 0.0055, ambitious: 0.001, baselines: SMOOTH_2D },
  ...noisy({ target: 'sine', noise: 0.01 }, 0.0035, 0.0026, LITTLE_NOISE),
  ...noisy({ target: 'sine', noise: 0.05 }, 0.013, 0.0105, NOISY_SINE),
  ...noisy({ target: 'sine', noise: 0.1 }, 0.025, 0.018, NOISY_SINE),
  ...noisy({ target: 'mexican-hat', noise: 0.01 }, 0.0045, 0.0036, NOISY_HAT),
  ...noisy({ target: 'mexican-hat', noise: 0.05 }, 0.018, 0.016, NOISY_HAT),
  ...noisy({ target: 'mexican-hat', noise: 0.1 }, 0.033, 0.03, NOISY_HAT),
  {
    name: 'online-static',
    file: 'online-static.yaml',
    score: 'rmse',
    mustReach: 0.012,
    ambitious: 0.006,
    baselines: [REPLAY],
  },
  {
    name: 'online-drift',
    file: 'online-drift.yaml',
    score: 'rmseTestSecondHalf',
    mustReach: 0.055,
    ambitious: 0.04,
    coverage: [0.85, 0.95],
    baselines: [REPLAY],
  },
  {
    name: 'online-switch',
    file: 'online-switch.yaml',
    score: 'rmseTestSecondHalf',
    mustReach: 0.06,
    ambitious: 0.045,
    coverage: [0.85, 0.95],
    baselines: [REPLAY],
  },
];
