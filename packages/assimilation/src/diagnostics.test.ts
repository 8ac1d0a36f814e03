import { createMatrix, matrixFromRows, type Matrix } from '@enkit/numerics';
import { array, assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  coefficientOfDetermination,
  centralInterval,
  predictionSpread,
  rootMeanSquareError,
  sortedColumn,
  standardNormalQuantile,
} from './diagnostics.ts';
import { continuousRankedProbabilityScore, intervalCoverage } from './testing/columnScores.ts';
import { mapMatrix, normalMatrix } from './testing/matrices.ts';

const column = (values: readonly number[]): Matrix => createMatrix(values.length, 1, Float64Array.from(values));

describe('errors of a prediction', () => {
  it('that RMSE and R2 are those computed by hand', () => {
    // Residuals 1, -1, 2; targets 1, 2, 3 deviate by -1, 0, 1 from their mean.
    expect(rootMeanSquareError([2, 1, 5], [1, 2, 3])).toBeCloseTo(Math.sqrt(2), 15);
    expect(coefficientOfDetermination([2, 1, 5], [1, 2, 3])).toBe(-2);
    expect(coefficientOfDetermination([1.5, 2, 2.5], [1, 2, 3])).toBe(0.75);
  });

  it('that a perfect prediction has R2 = 1, the mean of the targets 0, and constant targets none', () => {
    expect(coefficientOfDetermination([1, 2, 6], [1, 2, 6])).toBe(1);
    expect(coefficientOfDetermination([3, 3, 3], [1, 2, 6])).toBe(0);
    expect(coefficientOfDetermination([1, 2], [4, 4])).toBeNaN();
  });

  it('that R2 = 1 - (RMSE / sd)^2', () => {
    const values = array(double({ min: -100, max: 100, noNaN: true }), { minLength: 12, maxLength: 12 });
    assert(
      property(values, (drawn) => {
        const [predicted, targets] = [drawn.slice(0, 6), drawn.slice(6)];
        const mean = targets.reduce((sum, y) => sum + y, 0) / 6;
        const variance = targets.reduce((sum, y) => sum + (y - mean) ** 2, 0) / 6;
        if (variance < 1e-6) return;
        const expected = 1 - rootMeanSquareError(predicted, targets) ** 2 / variance;
        expect(Math.abs(coefficientOfDetermination(predicted, targets) - expected)).toBeLessThan(
          1e-9 * Math.abs(expected) + 1e-9,
        );
      }),
    );
  });
});

describe('spread and intervals', () => {
  it('that the spread is the root of the mean variance over members', () => {
    const predicted = matrixFromRows([
      [1, 0],
      [3, 4],
    ]);
    // Variances 2 and 8.
    expect(predictionSpread(predicted)).toBeCloseTo(Math.sqrt(5), 15);
  });

  it('that columns are sorted as numbers', () => {
    expect([...sortedColumn(column([10, 9, -1, 100]), 0)]).toEqual([-1, 9, 10, 100]);
  });

  it('that interval ends interpolate between members', () => {
    // 0..10: quantiles 0.05 and 0.95 are 0.5 and 9.5.
    const sorted = Float64Array.from({ length: 11 }, (_, i) => i);
    expect(centralInterval(sorted, 0.9)[0]).toBeCloseTo(0.5, 14);
    expect(centralInterval(sorted, 0.9)[1]).toBeCloseTo(9.5, 14);
  });

  it('that noise widens the half-widths in quadrature', () => {
    const sorted = Float64Array.from({ length: 11 }, (_, i) => i);
    const [low, high] = centralInterval(sorted, 0.9, 2);
    const half = Math.hypot(4.5, 2 * 1.6448536);
    expect(low).toBeCloseTo(5 - half, 2);
    expect(high).toBeCloseTo(5 + half, 2);
  });

  it('that an ensemble and targets from the same distribution give the nominal coverage', () => {
    // 2,000 targets: the coverage has a standard deviation of sqrt(0.09 / 2,000) = 0.0067.
    const predicted = normalMatrix(400, 2000, 1);
    const targets = normalMatrix(1, 2000, 2).data;
    expect(Math.abs(intervalCoverage(predicted, targets, 0.9) - 0.9)).toBeLessThan(0.025);
    expect(Math.abs(intervalCoverage(predicted, targets, 0.5) - 0.5)).toBeLessThan(0.045);
  });

  it('that noisy observations are covered when the noise is told, and not when it is not', () => {
    const predicted = mapMatrix(normalMatrix(400, 2000, 1), (value) => 0.6 * value);
    // Truth of deviation 0.6, noise of 0.8: together 1.
    const targets = normalMatrix(1, 2000, 2).data;
    expect(Math.abs(intervalCoverage(predicted, targets, 0.9, 0.8) - 0.9)).toBeLessThan(0.025);
    expect(intervalCoverage(predicted, targets, 0.9)).toBeLessThan(0.75);
  });

  it('that an over-confident ensemble covers less', () => {
    const predicted = mapMatrix(normalMatrix(400, 2000, 1), (value) => 0.3 * value);
    expect(intervalCoverage(predicted, normalMatrix(1, 2000, 2).data, 0.9)).toBeLessThan(0.45);
  });

  it.each([
    [0.6, 0.2533471],
    [0.75, 0.6744898],
    [0.9, 1.2815516],
    [0.95, 1.6448536],
    [0.975, 1.959964],
    [0.995, 2.5758293],
    [0.9999, 3.7190165],
    [0.5000001, 2.5066e-7],
  ])('that the normal quantile of %s is %s to 4.5e-4', (p, expected) => {
    expect(Math.abs(standardNormalQuantile(p) - expected)).toBeLessThan(4.5e-4);
  });
});

describe('the continuous ranked probability score', () => {
  it('that it is E|Y - y| - 1/2 E|Y - Y2| over all pairs of members', () => {
    const values = array(double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 30 });
    assert(
      property(values, double({ min: -1e3, max: 1e3, noNaN: true }), (members, target) => {
        const n = members.length;
        const distance = members.reduce((sum, value) => sum + Math.abs(value - target), 0) / n;
        const pairs = members.flatMap((a) => members.map((b) => Math.abs(a - b))).reduce((sum, d) => sum + d, 0);
        const expected = distance - pairs / (2 * n * n);
        const score = continuousRankedProbabilityScore(column(members), [target]);
        expect(Math.abs(score - expected)).toBeLessThan(1e-9);
      }),
    );
  });

  it('that one member scores its absolute error, and scores of several targets are averaged', () => {
    expect(continuousRankedProbabilityScore(column([3]), [5])).toBe(2);
    expect(continuousRankedProbabilityScore(matrixFromRows([[3, 1]]), [5, 1])).toBe(1);
  });

  it.each([0, 0.5, -2])('that a Gaussian ensemble has the closed form of Gneiting and Raftery at y = %s', (target) => {
    // sigma (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi)), eq. 5 of Gneiting et al. 2005.
    const [mu, sigma] = [0.3, 1.5];
    const members = mapMatrix(normalMatrix(20_000, 1, 3), (value) => mu + sigma * value);
    const z = (target - mu) / sigma;
    const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
    const expected = sigma * (z * (2 * normalDistribution(z) - 1) + 2 * density - 1 / Math.sqrt(Math.PI));
    expect(Math.abs(continuousRankedProbabilityScore(members, [target]) - expected)).toBeLessThan(0.03);
  });
});

/** Phi(z) by Simpson's rule. */
function normalDistribution(z: number): number {
  const steps = 1000;
  let sum = 0;
  for (let i = 0; i <= steps; i++) {
    const t = (z * i) / steps;
    const weight = i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp((-t * t) / 2);
  }
  return 0.5 + ((z / steps / 3) * sum) / Math.sqrt(2 * Math.PI);
}
