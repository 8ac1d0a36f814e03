import { expect, it } from 'vitest';
import { ensembleMean } from './anomalies.ts';
import { drawPerturbations } from './perturbations.ts';
import { sampleMoments } from './testing/linearGaussian.ts';
import { BACKENDS, covarianceMatrix, diagonalMatrix, frobeniusDifference } from './testing/matrices.ts';

const ids = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, j) => j);

it('that perturbations have no sample mean, so that the analysis mean is not perturbed', () => {
  for (const members of [2, 3, 50]) {
    const mean = ensembleMean(drawPerturbations(1, 1, ids(members), 6));
    expect(Math.max(...mean.map(Math.abs))).toBeLessThan(1e-15);
  }
});

it('that centring does not take away variance: their covariance is I within sampling error', () => {
  const { covariance } = sampleMoments(drawPerturbations(1, 1, ids(20_000), 4));
  expect(frobeniusDifference(covariance.data, diagonalMatrix([1, 1, 1, 1]).data)).toBeLessThan(0.03);
  // Over many small ensembles: without the factor Ne / (Ne - 1) the mean variance would be 0.75 at Ne = 4.
  let total = 0;
  for (let step = 0; step < 4000; step++) {
    const z = drawPerturbations(1, step, ids(4), 1).data;
    total += z.reduce((sum, value) => sum + value * value, 0) / 4;
  }
  expect(Math.abs(total / 4000 - 1)).toBeLessThan(0.06);
});

it('that in physical units, L z, they have covariance R = L L^T and not L^T L', () => {
  const R = covarianceMatrix(4, 9);
  const z = drawPerturbations(2, 1, ids(20_000), 4);
  for (const backend of BACKENDS) {
    const L = backend.cholesky(R);
    const { covariance } = sampleMoments(backend.multiply(z, L, { transposeB: true }));
    expect(frobeniusDifference(covariance.data, R.data)).toBeLessThan(0.03);
    const wrongSide = sampleMoments(backend.multiply(z, L)).covariance;
    expect(frobeniusDifference(wrongSide.data, R.data)).toBeGreaterThan(0.1);
  }
});

it('that every step, seed and member has a draw of its own, the same each time', () => {
  const draw = (seed: number, step: number): Float64Array => drawPerturbations(seed, step, ids(6), 3).data;
  expect(draw(1, 1)).toEqual(draw(1, 1));
  expect(draw(1, 2)).not.toEqual(draw(1, 1));
  expect(draw(2, 1)).not.toEqual(draw(1, 1));
});

it('that a member draws by its id: the survivors of a failure differ by the new centre only', () => {
  const all = drawPerturbations(1, 1, ids(6), 2);
  const survivors = drawPerturbations(1, 1, Uint32Array.of(0, 2, 5), 2);
  const difference = (z: Float64Array, a: number, b: number): number => z[2 * a] - z[2 * b];
  const scale = Math.sqrt(6 / 5) / Math.sqrt(3 / 2);
  expect(difference(survivors.data, 1, 2) * scale).toBeCloseTo(difference(all.data, 2, 5), 14);
});
