/** For tests: the events of a small run. */
import type { CurveFit } from '../state/fit.ts';
import type { PageEvent, Progress, StepPoint } from '../state/pageEvent.ts';

export const RUN: PageEvent = {
  type: 'run',
  run: {
    run: 'sine-1',
    name: 'sine',
    method: 'eki',
    members: 30,
    parameters: 19,
    observations: 40,
    threads: 2,
    backend: 'wasm',
    directory: '/runs/sine-1',
  },
};

export function stepPoint(step: number, changes: Partial<StepPoint> = {}): StepPoint {
  return {
    step,
    plannedSteps: 10,
    members: 30,
    rmseForecast: 1 / step,
    spread: 0.5 / step,
    coverageForecast: 0.9,
    parameterSpread: 0.8,
    misfit: 1,
    alpha: 2,
    inverseAlphaSum: step / 2,
    condition: 10,
    collapsed: false,
    passes: 30 * step,
    elapsedSeconds: 2 * step,
    seconds: { evaluate: 1, assimilate: 0.5, record: 0.5 },
    ...changes,
  };
}

export function stepEvent(step: number, changes: Partial<StepPoint> = {}): PageEvent {
  return { type: 'step', point: stepPoint(step, changes), failures: { byCode: {}, rows: [] } };
}

export function progress(changes: Partial<Progress> = {}): Progress {
  return { step: 1, done: 0, failed: 0, late: 0, total: 30, membersPerSecond: 15, nodes: [], ...changes };
}

/** A curve over `points` points whose values are all `value`. */
export function curveFit(value: number, points = 3): CurveFit {
  const values = Array.from({ length: points }, () => value);
  const grid = values.map((_, k) => k);
  const agreement = { observed: [1, 2], predicted: [value, value], low: [0, 0], high: [3, 3] };
  return {
    kind: 'curve',
    output: { name: 'y' },
    input: { name: 'x' },
    grid,
    truth: grid,
    mean: values,
    low: values,
    high: values,
    members: [values],
    training: { x: [0, 1], y: [1, 2] },
    train: agreement,
    test: agreement,
  };
}
