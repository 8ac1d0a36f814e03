/**
 * Linear-Gaussian problems have their posterior in closed form: mean + K (d - H mean - b) and C - K H C. Any schedule with
 * sum 1/alpha = 1 must reach it (Emerick & Reynolds 2013, section 3): the transform update exactly from the ensemble's own
 * sample moments, the stochastic one within sampling error.
 */
import { createMatrix, randomStream, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { geometricAlphas } from './alphas.ts';
import { applyAnalysis, prepareAnalysis, type UpdateKind } from './analysis.ts';
import { createMethod } from './methods/createMethod.ts';
import { createEsMda } from './methods/esMda.ts';
import { fullError, scalarError, type ObservationError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import {
  kalmanPosterior,
  predictLinear,
  sampleMoments,
  type Gaussian,
  type LinearModel,
} from './testing/linearGaussian.ts';
import {
  BACKENDS,
  covarianceMatrix,
  diagonalMatrix,
  frobeniusDifference,
  mapMatrix,
  normalMatrix,
  relativeDifference,
  WASM,
} from './testing/matrices.ts';
import { runMethod } from './testing/runMethod.ts';

interface Problem {
  readonly model: LinearModel;
  readonly values: Float64Array;
  readonly R: Matrix;
  readonly error: ObservationError;
}

function denseProblem(observations: number, parameters: number, seed: number): Problem {
  const R = covarianceMatrix(observations, seed);
  const model = {
    operator: normalMatrix(observations, parameters, seed + 1),
    offset: normalMatrix(1, observations, seed + 2).data,
  };
  return { model, R, values: normalMatrix(1, observations, seed + 3).data, error: fullError(R, WASM) };
}

function smooth(
  problem: Problem,
  parameters: Matrix,
  alphas: readonly number[],
  update: UpdateKind,
  seed = 1,
  backend = WASM,
): Gaussian {
  const method = createEsMda({ type: 'es-mda', update, alpha: alphas, ratio: 2 });
  const predict = (X: Matrix): Matrix => predictLinear(problem.model, X);
  const observations = { values: problem.values, error: problem.error };
  return sampleMoments(runMethod(method, { parameters, observations, predict, seed, backend }).state.parameters);
}

const constant = (steps: number): number[] => Array.from({ length: steps }, () => steps);

describe.each(BACKENDS)('on $name', (backend) => {
  it.each([
    ['one step', [1]],
    ['constant alpha, 2 steps', constant(2)],
    ['constant alpha, 16 steps', constant(16)],
    ['geometric alpha, ratio 1.6', geometricAlphas(8, 1.6)],
    ['geometric alpha, ratio 3', geometricAlphas(5, 3)],
    ['the classic list', [28 / 3, 7, 4, 2]],
    ['a list that rises', [2, 4, 8, 8]],
  ])('that the transform update gives the Kalman mean and covariance: %s', (_, alphas) => {
    for (const [members, observations] of [
      [20, 4],
      [20, 30],
      [9, 8],
    ]) {
      const problem = denseProblem(observations, 6, observations);
      const parameters = normalMatrix(members, 6, 7);
      const exact = kalmanPosterior(sampleMoments(parameters), problem.model, problem.values, problem.R);
      const { mean, covariance } = smooth(problem, parameters, alphas, 'transform', 1, backend);
      expect(relativeDifference(mean, exact.mean)).toBeLessThan(1e-10);
      expect(relativeDifference(covariance.data, exact.covariance.data)).toBeLessThan(1e-10);
    }
  });

  it('that the adaptive choice, which ends itself, gives the same posterior', () => {
    const problem = denseProblem(12, 6, 3);
    const parameters = normalMatrix(20, 6, 7);
    const exact = kalmanPosterior(sampleMoments(parameters), problem.model, problem.values, problem.R);
    const method = createEsMda({ type: 'es-mda', update: 'transform', alpha: 'adaptive', ratio: 2 });
    const { state, alphas } = runMethod(method, {
      parameters,
      observations: { values: problem.values, error: problem.error },
      predict: (X) => predictLinear(problem.model, X),
      backend,
    });
    expect(alphas.length).toBeGreaterThan(1);
    expect(relativeDifference(sampleMoments(state.parameters).mean, exact.mean)).toBeLessThan(1e-10);
  });
});

describe('the stochastic update at 10,000 members', () => {
  /** N(mu, C) with C = G G^T / n + I / 2. */
  function gaussianPrior(n: number, members: number, seed: number): { prior: Gaussian; parameters: Matrix } {
    const covariance = covarianceMatrix(n, seed + 10);
    const mean = normalMatrix(1, n, seed + 11).data;
    const coloured = WASM.multiply(normalMatrix(members, n, seed + 12), WASM.cholesky(covariance), {
      transposeB: true,
    });
    return { prior: { mean, covariance }, parameters: mapMatrix(coloured, (value, _, k) => value + mean[k]) };
  }

  it.each([0, 1, 2, 3, 4, 5, 6, 7])(
    'that 5 parameters and 4 correlated observations have the posterior of the true prior to 0.05 (seed %i)',
    (seed) => {
      const problem = denseProblem(4, 5, 100 + seed);
      const { prior, parameters } = gaussianPrior(5, 10_000, seed);
      const exact = kalmanPosterior(prior, problem.model, problem.values, problem.R);
      const { mean, covariance } = smooth(problem, parameters, [1], 'stochastic', seed);
      expect(frobeniusDifference(mean, exact.mean)).toBeLessThan(0.05);
      expect(frobeniusDifference(covariance.data, exact.covariance.data)).toBeLessThan(0.05);
    },
  );

  it.each([5, 10, 15])('that %i steps give what one step gives: mean to 0.05, covariance to 0.1', (steps) => {
    const problem = denseProblem(4, 5, 100);
    const { parameters } = gaussianPrior(5, 10_000, 0);
    const one = smooth(problem, parameters, [1], 'stochastic');
    const many = smooth(problem, parameters, constant(steps), 'stochastic', 2);
    expect(frobeniusDifference(many.mean, one.mean)).toBeLessThan(0.05);
    expect(frobeniusDifference(many.covariance.data, one.covariance.data)).toBeLessThan(0.1);
  });

  it('that correlated errors are perturbed with L z, L L^T = R, and not with the factor of the wrong side', () => {
    // R far from diagonal, prior wide: the posterior covariance of x = y is R, and shows the perturbations directly.
    const R = createMatrix(3, 3, Float64Array.of(4, 3, 0, 3, 4, 0.2, 0, 0.2, 0.1));
    const model = { operator: diagonalMatrix([1, 1, 1]), offset: new Float64Array(3) };
    const problem = { model, R, values: Float64Array.of(1, 2, 3), error: fullError(R, WASM) };
    const parameters = mapMatrix(normalMatrix(10_000, 3, 4), (value) => 1000 * value);
    const { mean, covariance } = smooth(problem, parameters, [1], 'stochastic');
    expect(frobeniusDifference(covariance.data, R.data)).toBeLessThan(0.03);
    expect(relativeDifference(mean, [1, 2, 3])).toBeLessThan(0.001);
  });
});

describe('one parameter', () => {
  const scalarModel = (a: number, b: number): LinearModel => ({
    operator: createMatrix(1, 1, Float64Array.of(a)),
    offset: Float64Array.of(b),
  });

  /** Every combination of the values. */
  function grid(lists: readonly (readonly number[])[]): number[][] {
    return lists.reduce<number[][]>((rows, list) => rows.flatMap((row) => list.map((value) => [...row, value])), [[]]);
  }

  const near = (value: number, expected: number, relative: number, absolute: number): boolean =>
    Math.abs(value - expected) <= relative * Math.abs(expected) + absolute;

  it('that the posterior is right over a grid of priors, truths, errors and models', () => {
    const members = Uint32Array.from({ length: 1000 }, (_, j) => j);
    const [xi, z] = [drawPerturbations(1, 0, members, 1), drawPerturbations(1, 1, members, 1)];
    const cases = grid([
      [-1, 0, 6, 12],
      [1, 3, 9],
      [-2, 5, 10, 15],
      [1, 3, 9],
      [-2, 1, 3, 9],
      [-2, 0, 1],
    ]);
    const wrong = cases.filter(([mu, deviation, truth, variance, a, b]) => {
      const [model, values] = [scalarModel(a, b), Float64Array.of(a * truth + b)];
      const parameters = mapMatrix(xi, (value) => mu + deviation * value);
      const prior = { mean: Float64Array.of(mu), covariance: diagonalMatrix([deviation ** 2]) };
      const exact = kalmanPosterior(prior, model, values, diagonalMatrix([variance]));
      const error = scalarError(Math.sqrt(variance));
      const predicted = predictLinear(model, parameters);
      const input = { predicted, observations: { values, error }, alpha: 1, perturbations: z } as const;
      const operator = prepareAnalysis({ ...input, update: 'stochastic' }, WASM);
      const { mean, covariance } = sampleMoments(applyAnalysis(operator, parameters, WASM));
      const meanIsRight = near(mean[0], exact.mean[0], 0.1, 0.2);
      return !meanIsRight || !near(covariance.data[0], exact.covariance.data[0], 0.1, 0.1);
    });
    expect(cases.length).toBe(1728);
    expect(wrong).toEqual([]);
  });

  it('that prior N(1, 1) and observation -1 +- 1 give N(0, 1/2) with 4 steps of alpha 4', () => {
    const members = 50_000;
    const method = createMethod(
      { type: 'es-mda', update: 'stochastic', alpha: 'constant', steps: 4, ratio: 2 },
      { points: 1, seed: 1 },
    );
    const stream = randomStream(3, 'scalar');
    const { state, alphas } = runMethod(method, {
      parameters: createMatrix(
        members,
        1,
        Float64Array.from({ length: members }, () => 1 + stream.normal()),
      ),
      observations: { values: Float64Array.of(-1), error: scalarError(1) },
      predict: (X) => X,
      backend: WASM,
    });
    const { mean, covariance } = sampleMoments(state.parameters);
    const peak = state.parameters.data.filter((x) => Math.abs(x) < 0.1).length / members / 0.2;
    expect(alphas).toEqual([4, 4, 4, 4]);
    expect(Math.abs(mean[0])).toBeLessThan(4 * Math.sqrt(0.5 / members) * 2);
    expect(Math.abs(covariance.data[0] / 0.5 - 1)).toBeLessThan(0.03);
    // 1 / sqrt(pi) at the peak, averaged over the bin: less by the factor 1 - 0.1^2 / 3.
    expect(Math.abs(peak - (1 - 0.01 / 3) / Math.sqrt(Math.PI))).toBeLessThan(0.02);
  });
});
