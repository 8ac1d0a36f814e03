/**
 * The prior, and the trap in it: a tanh network's output does not change when a hidden unit's weights change sign, so under
 * a prior that is symmetric about zero the covariance between hidden weights and output is exactly zero. What an ensemble
 * then shows is sampling noise of size 1 / sqrt(Ne), and an update learns nothing. A random centre, shared by the members,
 * breaks the symmetry.
 */
import { createMatrix, createSharedMatrix, rowOf, selectColumns, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { applyAnalysis, prepareAnalysis, type UpdateKind } from './analysis.ts';
import { anomalies, ensembleDeviation, ensembleMean } from './anomalies.ts';
import { coefficientOfDetermination } from './diagnostics.ts';
import { scalarError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import { openPrior, planPrior, priorCentre, priorDeviation, samplePrior, type GaussianPrior } from './prior.ts';
import { relativeDifference, WASM } from './testing/matrices.ts';
import { HIDDEN, predictNetwork, priorScale, targets } from './testing/tanhNetwork.ts';

const SYMMETRIC: GaussianPrior = { scale: priorScale, centre: 0, spread: 1 };
const DEFAULT: GaussianPrior = { scale: priorScale, centre: 1, spread: 0.5 };

describe('the draw', () => {
  const prior: GaussianPrior = {
    mean: Float64Array.of(5, 0, -1),
    scale: Float64Array.of(1, 2, 0),
    centre: 1,
    spread: 0.5,
  };

  it('that members scatter about m + c sigma theta_0 with deviation s sigma', () => {
    const ensemble = samplePrior(prior, 20_000, 3);
    const [centre, deviation] = [priorCentre(prior, 3), priorDeviation(prior)];
    expect([...deviation]).toEqual([0.5, 1, 0]);
    ensembleMean(ensemble).forEach((mean, k) =>
      expect(Math.abs(mean - centre[k])).toBeLessThan(0.03 * deviation[k] + 1e-12),
    );
    ensembleDeviation(ensemble).forEach((sd, k) =>
      expect(Math.abs(sd - deviation[k])).toBeLessThan(0.03 * deviation[k] + 1e-12),
    );
  });

  it('that the centre is one draw, scaled by c: none for c = 0', () => {
    const [none, one, two] = [0, 1, 2].map((centre) => priorCentre({ ...prior, centre }, 3));
    expect([...none]).toEqual([5, 0, -1]);
    for (let k = 0; k < 3; k++) expect(two[k] - none[k]).toBeCloseTo(2 * (one[k] - none[k]), 14);
    expect(one).not.toEqual(none);
    expect(priorCentre(prior, 4)).not.toEqual(one);
  });

  it('that the centres of many seeds have the deviation c sigma', () => {
    const squares = Array.from({ length: 4000 }, (_, seed) => priorCentre(prior, seed)[1] ** 2);
    expect(Math.abs(squares.reduce((sum, value) => sum + value, 0) / 4000 / 4 - 1)).toBeLessThan(0.1);
  });

  it('that an ensemble which is kept in float32 has the same draws, rounded', () => {
    const single = createSharedMatrix(9, prior.scale.length, 'single');
    const work = planPrior(prior, single, 7);
    const draw = openPrior(work);
    for (let block = 0; block < work.blocks; block++) draw(block);
    expect(single.data).toEqual(Float32Array.from(samplePrior(prior, 9, 7).data));
  });

  it('that a member depends on the seed and its number only, not on the size of the ensemble', () => {
    const [small, large] = [5, 50].map((size) => samplePrior(prior, size, 7));
    for (let j = 0; j < 5; j++) expect(rowOf(small, j)).toEqual(rowOf(large, j));
    expect(samplePrior(prior, 5, 8).data).not.toEqual(small.data);
    expect(new Set(large.data.filter((_, k) => k % 3 === 0)).size).toBe(50);
  });

  it('that without a mean it is zero, and that worker threads can share the ensemble', () => {
    const ensemble = samplePrior({ scale: new Float64Array(2), centre: 1, spread: 1 }, 3, 1);
    expect(ensemble.data.every((value) => value === 0)).toBe(true);
    expect(ensemble.data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});

/** Root mean square correlation between the hidden weights and the output, over weights and points. */
function correlation(prior: GaussianPrior, members: number, seed: number): number {
  const parameters = samplePrior(prior, members, seed);
  const hidden = selectColumns(
    parameters,
    Array.from({ length: 3 * HIDDEN }, (_, k) => k),
  );
  const [A, S] = [standardised(hidden), standardised(predictNetwork(parameters))];
  const correlations = WASM.multiply(A, S, { transposeA: true }).data;
  return Math.sqrt(correlations.reduce((sum, value) => sum + value * value, 0) / correlations.length);
}

function standardised(ensemble: Matrix): Matrix {
  const sd = ensembleDeviation(ensemble);
  const scaled = anomalies(ensemble, ensembleMean(ensemble), 1 / Math.sqrt(ensemble.rows - 1));
  for (let k = 0; k < scaled.data.length; k++) scaled.data[k] /= sd[k % scaled.columns];
  return scaled;
}

const SEEDS = [0, 1, 2, 3];
const average = (value: (seed: number) => number): number =>
  SEEDS.reduce((sum, seed) => sum + value(seed), 0) / SEEDS.length;

describe('what hidden weights and output share', () => {
  it('that with the symmetric prior it is sampling noise: 1 / sqrt(Ne)', () => {
    for (const members of [100, 400, 1600]) {
      const inNoise = average((seed) => correlation(SYMMETRIC, members, seed)) * Math.sqrt(members);
      expect(Math.abs(inNoise - 1)).toBeLessThan(0.2);
    }
  });

  it('that with the default prior it is there, and does not fade with Ne', () => {
    const [few, many] = [100, 1600].map((members) => average((seed) => correlation(DEFAULT, members, seed)));
    expect(many).toBeGreaterThan(0.15);
    expect(many / few).toBeGreaterThan(0.8);
    expect(many).toBeGreaterThan(5 * average((seed) => correlation(SYMMETRIC, 1600, seed)));
  });

  it('that flipping the sign of a hidden unit leaves the output as it is', () => {
    const parameters = samplePrior(DEFAULT, 3, 1);
    const flipped = createMatrix(3, parameters.columns, Float64Array.from(parameters.data));
    for (let j = 0; j < 3; j++) for (const k of [4, HIDDEN + 4, 2 * HIDDEN + 4]) rowOf(flipped, j)[k] *= -1;
    expect(relativeDifference(predictNetwork(flipped).data, predictNetwork(parameters).data)).toBeLessThan(1e-15);
  });
});

const MEMBERS = 2000;

/** R2 of the network of the mean parameters before and after one step over all data: prior, stochastic, transform. */
function oneStep(prior: GaussianPrior, seed: number): readonly [number, number, number] {
  const parameters = samplePrior(prior, MEMBERS, seed);
  const members = Uint32Array.from({ length: MEMBERS }, (_, j) => j);
  const perturbations = drawPerturbations(seed, 1, members, targets.length);
  const observations = { values: targets, error: scalarError(0.3) };
  const input = { predicted: predictNetwork(parameters), observations, alpha: 1, perturbations };
  const score = (ensemble: Matrix): number => {
    const mean = createMatrix(1, ensemble.columns, ensembleMean(ensemble));
    return coefficientOfDetermination(predictNetwork(mean).data, targets);
  };
  const updated = (update: UpdateKind): Matrix =>
    applyAnalysis(prepareAnalysis({ ...input, update }, WASM), parameters, WASM);
  return [score(parameters), score(updated('stochastic')), score(updated('transform'))];
}

describe('one step over all data with 2,000 members', () => {
  it.each(SEEDS)('that it learns with the default prior (seed %i)', (seed) => {
    const [before, ...after] = oneStep(DEFAULT, seed);
    for (const score of after) {
      expect(score).toBeGreaterThan(0.5);
      expect(score - before).toBeGreaterThan(0.3);
    }
  });

  it.each(SEEDS)('that it learns nothing with the symmetric prior (seed %i)', (seed) => {
    for (const score of oneStep(SYMMETRIC, seed)) expect(Math.abs(score)).toBeLessThan(0.05);
  });
});
