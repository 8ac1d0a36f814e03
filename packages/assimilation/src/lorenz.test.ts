/**
 * The analysis at work as a filter, against published scores: Lorenz 1963 and Lorenz 1996 twins as in Sakov, Oliver &
 * Bertino 2012 (Mon. Wea. Rev. 140) and Sakov & Oke 2008 (Tellus 60A), scored as mean RMSE of the analysis mean. Ensemble
 * sizes and inflations are those that DAPPER lists; means and deviations over 10 seeds come from an independent
 * computation, and one run is gated at mean +- 3 deviations. Inflation multiplies the anomalies after the analysis. The
 * transform is followed by a random rotation that keeps the mean, made here: a symmetric root alone lets a strongly
 * nonlinear model collect outliers.
 */
import { createMatrix, randomStream, rowOf, type Matrix, type RandomStream } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { applyAnalysis, prepareAnalysis, type UpdateKind } from './analysis.ts';
import { ensembleMean } from './anomalies.ts';
import { scalarError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import { rootMeanSquareError } from './diagnostics.ts';
import { WASM } from './testing/matrices.ts';

type Tendency = (state: Float64Array, into: Float64Array) => void;

interface Twin {
  readonly tendency: Tendency;
  readonly timeStep: number;
  readonly stepsPerCycle: number;
  readonly initialMean: Float64Array;
  readonly initialDeviation: number;
  readonly observationDeviation: number;
  /** Cycles before the score starts. */
  readonly burnIn: number;
}

const lorenz63: Twin = {
  tendency: (state, into) => {
    into[0] = 10 * (state[1] - state[0]);
    into[1] = state[0] * (28 - state[2]) - state[1];
    into[2] = state[0] * state[1] - (8 / 3) * state[2];
  },
  timeStep: 0.01,
  stepsPerCycle: 25,
  initialMean: Float64Array.of(1.509, -1.531, 25.46),
  initialDeviation: Math.SQRT2,
  observationDeviation: Math.SQRT2,
  burnIn: 64,
};

const lorenz96: Twin = {
  tendency: (x, into) => {
    const n = x.length;
    let [twoBefore, before, here] = [x[n - 2], x[n - 1], x[0]];
    for (let i = 0; i < n; i++) {
      const next = x[i + 1 === n ? 0 : i + 1];
      into[i] = (next - twoBefore) * before - here + 8;
      twoBefore = before;
      before = here;
      here = next;
    }
  },
  timeStep: 0.05,
  stepsPerCycle: 1,
  initialMean: Float64Array.from({ length: 40 }, (_, i) => (i === 0 ? 1 : 0)),
  initialDeviation: Math.sqrt(0.001),
  observationDeviation: 1,
  burnIn: 400,
};

/** Classical Runge-Kutta of order 4 for a state of this size, in place. */
function createIntegrator({ tendency, timeStep: h, stepsPerCycle, initialMean }: Twin): (state: Float64Array) => void {
  const size = initialMean.length;
  const [a, b, c, d, at] = Array.from({ length: 5 }, () => new Float64Array(size));
  const slope = (state: Float64Array, share: number, from: Float64Array, into: Float64Array): void => {
    for (let i = 0; i < size; i++) at[i] = state[i] + share * from[i];
    tendency(at, into);
  };
  return (state) => {
    for (let step = 0; step < stepsPerCycle; step++) {
      tendency(state, a);
      slope(state, h / 2, a, b);
      slope(state, h / 2, b, c);
      slope(state, h, c, d);
      for (let i = 0; i < size; i++) state[i] += (h / 6) * (a[i] + 2 * (b[i] + c[i]) + d[i]);
    }
  };
}

const CYCLES = 1000;
const seed = 1;

interface Filter {
  readonly update: UpdateKind;
  readonly members: number;
  readonly inflation: number;
}

/** Mean RMSE of the analysis mean over the cycles after burn-in. */
function score(twin: Twin, { update, members, inflation }: Filter): number {
  const size = twin.initialMean.length;
  const ids = Uint32Array.from({ length: members }, (_, j) => j);
  const integrate = createIntegrator(twin);
  const truth = twin.initialMean.slice();
  let ensemble = createMatrix(members, size);
  perturb(truth, twin.initialDeviation, randomStream(seed, 'truth'));
  for (const j of ids) {
    rowOf(ensemble, j).set(twin.initialMean);
    perturb(rowOf(ensemble, j), twin.initialDeviation, randomStream(seed, 'initial', 0, j));
  }
  let [sum, counted] = [0, 0];
  for (let cycle = 1; cycle <= CYCLES; cycle++) {
    integrate(truth);
    for (const j of ids) integrate(rowOf(ensemble, j));
    const values = truth.slice();
    perturb(values, twin.observationDeviation, randomStream(seed, 'observation', cycle));
    const observations = { values, error: scalarError(twin.observationDeviation) };
    const perturbations = drawPerturbations(seed, cycle, ids, size);
    const input = { predicted: ensemble, observations, alpha: 1, update, perturbations };
    ensemble = applyAnalysis(prepareAnalysis(input, WASM), ensemble, WASM);
    if (cycle > twin.burnIn) {
      sum += rootMeanSquareError(ensembleMean(ensemble), truth);
      counted++;
    }
    if (update === 'transform') rotate(ensemble, randomStream(seed, 'rotation', cycle));
    spreadOut(ensemble, inflation);
  }
  return sum / counted;
}

function perturb(state: Float64Array, deviation: number, stream: RandomStream): void {
  for (let i = 0; i < state.length; i++) state[i] += deviation * stream.normal();
}

function spreadOut(ensemble: Matrix, factor: number): void {
  const mean = ensembleMean(ensemble);
  for (let k = 0; k < ensemble.data.length; k++) {
    const centre = mean[k % ensemble.columns];
    ensemble.data[k] = centre + factor * (ensemble.data[k] - centre);
  }
}

/** Random reflections I - 2 v v^T / |v|^2 with v orthogonal to the constant vector: they keep mean and covariance. */
function rotate(ensemble: Matrix, stream: RandomStream): void {
  const { rows, columns, data } = ensemble;
  for (let reflection = 0; reflection < rows - 1; reflection++) {
    const v = Float64Array.from({ length: rows }, () => stream.normal());
    const mean = v.reduce((total, value) => total + value, 0) / rows;
    const centred = v.map((value) => value - mean);
    const square = centred.reduce((total, value) => total + value * value, 0);
    for (let k = 0; k < columns; k++) {
      let projection = 0;
      for (let j = 0; j < rows; j++) projection += centred[j] * data[j * columns + k];
      for (let j = 0; j < rows; j++) data[j * columns + k] -= (2 * projection * centred[j]) / square;
    }
  }
}

it.each([
  ['the stochastic filter on Lorenz 1963, 100 members', lorenz63, 'stochastic', 100, 1.01, 0.566, 0.022],
  ['the transform filter on Lorenz 1963, 10 members', lorenz63, 'transform', 10, 1.02, 0.595, 0.054],
  ['the stochastic filter on Lorenz 1996, 40 members', lorenz96, 'stochastic', 40, 1.06, 0.214, 0.006],
  ['the transform filter on Lorenz 1996, 28 members', lorenz96, 'transform', 28, 1.02, 0.176, 0.007],
] as const)('that %s has the published error', (_, twin, update, members, inflation, published, deviation) => {
  const error = score(twin, { update, members, inflation });
  expect(error).toBeGreaterThan(published - 3 * deviation);
  expect(error).toBeLessThan(published + 3 * deviation);
});
