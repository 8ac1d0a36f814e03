import { describe, expect, it } from 'vitest';
import { diagonalError, scalarError } from '../observations.ts';
import { kalmanPosterior, predictLinear, sampleMoments } from '../testing/linearGaussian.ts';
import { diagonalMatrix, normalMatrix, relativeDifference } from '../testing/matrices.ts';
import { runMethod, type TestResult } from '../testing/runMethod.ts';
import { createEnkf, type EnkfMethodSettings } from './enkf.ts';
import { createEsMda } from './esMda.ts';
import type { AssimilationMethod } from './method.ts';

const POINTS = 10;
const base: EnkfMethodSettings = {
  type: 'enkf',
  update: 'transform',
  batch: 3,
  order: 'given',
  epochs: 1,
  inflation: { multiplicative: 1, additive: 0, relaxation: 0 },
};
const model = { operator: normalMatrix(POINTS, 4, 1), offset: normalMatrix(1, POINTS, 2).data };
const values = normalMatrix(1, POINTS, 3).data;
const sd = Float64Array.from({ length: POINTS }, (_, k) => 0.5 + 0.1 * k);
const parameters = normalMatrix(9, 4, 4);

const filter = (settings: Partial<EnkfMethodSettings>, seed = 1): AssimilationMethod =>
  createEnkf({ ...base, ...settings }, { points: POINTS, seed });

function run(method: AssimilationMethod): TestResult {
  const observations = { values, error: diagonalError(sd) };
  return runMethod(method, { parameters, observations, predict: (X) => predictLinear(model, X) });
}

/** The points of every step, in order. */
function pointsOf(method: AssimilationMethod): number[][] {
  const steps: number[][] = [];
  for (let step = 0; ; step++) {
    const next = method.plan({ step, members: new Uint32Array(0), parameters, inverseAlphaSum: 0 });
    if (next.kind === 'stop') return steps;
    steps.push([...(next.plan.points ?? [])]);
  }
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const ALL = Array.from({ length: POINTS }, (_, i) => i);

describe('the order in which observations arrive', () => {
  it('that the given order goes through the points in batches, the last one short', () => {
    expect(pointsOf(filter({}))).toEqual([[0, 1, 2], [3, 4, 5], [6, 7, 8], [9]]);
    expect(pointsOf(filter({ batch: 25 }))).toEqual([ALL]);
  });

  it('that a random order uses every point once an epoch, and another order in the next', () => {
    const steps = pointsOf(filter({ order: 'random', epochs: 3 }));
    const epochs = [0, 4, 8].map((from) => steps.slice(from, from + 4).flat());
    expect(steps.map((points) => points.length)).toEqual([3, 3, 3, 1, 3, 3, 3, 1, 3, 3, 3, 1]);
    for (const epoch of epochs) expect(ascending(epoch)).toEqual(ALL);
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  it('that the order depends on the seed and on nothing else', () => {
    const order = (seed: number): number[][] => pointsOf(filter({ order: 'random' }, seed));
    expect(order(5)).toEqual(order(5));
    expect(order(5)).not.toEqual(order(6));
  });

  it('that plans number the steps and say how many there are', () => {
    const method = filter({ epochs: 2 });
    const at = (step: number): unknown =>
      method.plan({ step, members: new Uint32Array(0), parameters, inverseAlphaSum: 0 });
    expect(at(0)).toMatchObject({ kind: 'step', plan: { step: 1, plannedSteps: 8 } });
    expect(at(7)).toMatchObject({ kind: 'step', plan: { step: 8, plannedSteps: 8 } });
    expect(at(8)).toEqual({ kind: 'stop', reason: 'observations used up' });
  });
});

describe('the information that it counts', () => {
  const R = diagonalMatrix(sd.map((value) => value * value));
  const exact = kalmanPosterior(sampleMoments(parameters), model, values, R);

  /** Largest relative difference of mean and covariance from the posterior. */
  function deviation(settings: Partial<EnkfMethodSettings>): number {
    const { mean, covariance } = sampleMoments(run(filter(settings)).state.parameters);
    return Math.max(relativeDifference(mean, exact.mean), relativeDifference(covariance.data, exact.covariance.data));
  }

  it.each([1, 3, 10])('that batches of %i end at the posterior of all observations, in any order', (batch) => {
    expect(deviation({ batch })).toBeLessThan(1e-11);
    expect(deviation({ batch, order: 'random' })).toBeLessThan(1e-11);
  });

  it.each([2, 5])('that %i epochs, each with the error variance multiplied by them, count the data once', (epochs) => {
    expect(run(filter({ epochs })).alphas.every((alpha) => alpha === epochs)).toBe(true);
    expect(deviation({ epochs })).toBeLessThan(1e-11);
    expect(deviation({ epochs, order: 'random' })).toBeLessThan(1e-11);
  });

  it('that one ES-MDA step and all observations in one batch give the same bits', () => {
    for (const update of ['stochastic', 'transform'] as const) {
      const enkf = run(filter({ batch: POINTS, update }));
      const esMda = run(createEsMda({ type: 'es-mda', update, alpha: 'constant', steps: 1, ratio: 2 }));
      expect(enkf.state.parameters.data).toEqual(esMda.state.parameters.data);
      expect(enkf.alphas).toEqual([1]);
    }
  });
});

it('that inflation follows every update of the filter', () => {
  const inflation = { multiplicative: 1, additive: 0, relaxation: 1 };
  const observations = { values, error: scalarError(0.5) };
  const run = runMethod(filter({ inflation }), { parameters, observations, predict: (X) => predictLinear(model, X) });
  // Relaxation by 1 gives back the spread that each update took.
  const [before, after] = [parameters, run.state.parameters].map((X) => sampleMoments(X).covariance.data);
  for (let k = 0; k < 16; k += 5) expect(after[k]).toBeCloseTo(before[k], 12);
});
