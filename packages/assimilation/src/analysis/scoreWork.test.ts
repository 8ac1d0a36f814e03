import { mean } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { ensembleDeviation, ensembleMean } from '../anomalies.ts';
import { centralInterval, sortedColumn } from '../diagnostics.ts';
import { continuousRankedProbabilityScore, intervalCoverage } from '../testing/columnScores.ts';
import { normalMatrix, relativeDifference, WASM } from '../testing/matrices.ts';
import { planMoments, planScores } from './scoreWork.ts';
import { carryOut, planOf } from './work.ts';

/** More than a block of columns, and no whole number of blocks. */
const ensemble = normalMatrix(40, 1100, 3);

it('that moments are those of the whole ensemble', () => {
  const work = planMoments(ensemble);
  carryOut(planOf(work), WASM);
  expect(relativeDifference(work.mean, ensembleMean(ensemble))).toBeLessThan(1e-15);
  expect(relativeDifference(work.deviation, ensembleDeviation(ensemble))).toBeLessThan(1e-15);
});

it.each([0, 0.7])('that scores are those of the diagnostics, with noise of %s', (noise) => {
  const targets = normalMatrix(1, 1100, 4).data.map((value) => 2 * value);
  const before = Float64Array.from(ensemble.data);
  const input = { predicted: ensemble, targets, probability: 0.9, noise: new Float64Array(1100).fill(noise) };
  const work = planScores(input, true);
  carryOut(planOf(work), WASM);
  expect(relativeDifference(work.mean, ensembleMean(ensemble))).toBeLessThan(1e-15);
  expect(relativeDifference(work.deviation, ensembleDeviation(ensemble))).toBeLessThan(1e-15);
  expect(mean(work.crps ?? [])).toBeCloseTo(continuousRankedProbabilityScore(ensemble, targets), 13);
  expect(planScores(input).crps).toBeUndefined();
  for (const k of [0, 500, 1099]) {
    const ends = centralInterval(sortedColumn(ensemble, k), 0.9, noise);
    expect([work.low[k], work.high[k]]).toEqual(ends);
  }
  const coverage = intervalCoverage(ensemble, targets, 0.9, noise);
  expect(work.covered.reduce((sum, covered) => sum + covered, 0) / 1100).toBe(coverage);
  expect(coverage).toBeGreaterThan(0.4);
  expect(coverage).toBeLessThan(0.95);
  expect(ensemble.data).toEqual(before);
});
