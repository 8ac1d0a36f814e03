/** Settings of the gradient methods that the ensemble methods are compared with. */
import { ModelError } from '../errors.ts';

/** theta <- theta - learningRate * dL/dtheta over all points. */
export interface GradientDescentSettings {
  readonly type: 'gradient-descent';
  readonly learningRate: number;
  readonly epochs: number;
}

/** Stochastic gradient descent with momentum. */
export interface MomentumSettings {
  readonly type: 'momentum';
  readonly learningRate: number;
  /** 0 up to but not 1. */
  readonly momentum: number;
  readonly epochs: number;
  /** Points per update; default all. */
  readonly batch?: number | undefined;
}

export interface AdamSettings {
  readonly type: 'adam';
  readonly learningRate: number;
  readonly epochs: number;
  /** Points per update; default all. */
  readonly batch?: number | undefined;
  /** cosine: the learning rate falls to 0 over the updates as (1 + cos(pi n / N)) / 2. */
  readonly decay: 'none' | 'cosine';
  /** Weight of the penalty l2/2 |theta|^2 on all parameters. */
  readonly l2: number;
}

/** Adam on a stream, replaying the last observations. */
export interface AdamReplaySettings {
  readonly type: 'adam-replay';
  readonly learningRate: number;
  /** Observations remembered. */
  readonly window: number;
  readonly stepsPerObservation: number;
  /** Points per step: the newest observation and draws, with replacement, from the window. */
  readonly batch: number;
}

export interface LevenbergMarquardtSettings {
  readonly type: 'levenberg-marquardt';
  readonly iterations: number;
  /** First damping, relative to the largest diagonal element of J^T J. */
  readonly initialDamping: number;
}

export type BaselineSettings =
  | GradientDescentSettings
  | MomentumSettings
  | AdamSettings
  | AdamReplaySettings
  | LevenbergMarquardtSettings;
export type BaselineName = BaselineSettings['type'];
export const BASELINE_NAMES: readonly BaselineName[] = [
  'gradient-descent',
  'momentum',
  'adam',
  'adam-replay',
  'levenberg-marquardt',
];

/** Throws BASELINE_SETTINGS, naming the setting, unless all are in range. */
export function assertBaselineSettings(settings: BaselineSettings): void {
  if (!BASELINE_NAMES.includes(settings.type)) throw settingError('type', BASELINE_NAMES.join(', '), settings.type);
  for (const [name, value] of Object.entries(settings)) {
    const range = RANGES[name];
    if (range && value !== undefined && !range.contains(value)) {
      throw settingError(`${settings.type}.${name}`, range.text, value);
    }
  }
}

interface Range {
  readonly text: string;
  contains(value: unknown): boolean;
}

const COUNT: Range = {
  text: 'a positive integer',
  contains: (value) => Number.isSafeInteger(value) && Number(value) >= 1,
};
const POSITIVE: Range = { text: 'a positive number', contains: (value) => Number.isFinite(value) && Number(value) > 0 };
const NON_NEGATIVE: Range = { text: '0 or more', contains: (value) => Number.isFinite(value) && Number(value) >= 0 };
const SHARE: Range = {
  text: '0 or more and below 1',
  contains: (value) => NON_NEGATIVE.contains(value) && Number(value) < 1,
};
const DECAY: Range = { text: 'none or cosine', contains: (value) => value === 'none' || value === 'cosine' };

const RANGES: Readonly<Record<string, Range>> = {
  learningRate: POSITIVE,
  epochs: COUNT,
  momentum: SHARE,
  batch: COUNT,
  decay: DECAY,
  l2: NON_NEGATIVE,
  window: COUNT,
  stepsPerObservation: COUNT,
  iterations: COUNT,
  initialDamping: POSITIVE,
};

function settingError(subject: string, expected: string, got: unknown): ModelError {
  const suggestion = 'change it in the settings of the baseline';
  return new ModelError('BASELINE_SETTINGS', { subject, expected, got: String(got), suggestion });
}
