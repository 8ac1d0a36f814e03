import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stepPoint } from '../testSupport/samples.ts';
import {
  appendStep,
  BIN_LIMIT,
  binSteps,
  coarsen,
  EMPTY_HISTORY,
  rootMeanSquares,
  type StepHistory,
} from './stepHistory.ts';

function historyOf(values: readonly (number | null)[]): StepHistory {
  return values.reduce<StepHistory>(
    (history, spread, k) => appendStep(history, stepPoint(k + 1, { spread })),
    EMPTY_HISTORY,
  );
}

describe('the history of steps', () => {
  test('that few steps have one bin each, with the value itself', () => {
    const history = historyOf([3, 4]);
    expect(binSteps(history)).toEqual([1, 2]);
    expect(rootMeanSquares(history, 'spread')).toEqual([3, 4]);
  });

  test('that any number of steps fits, every step in one bin, in order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (count) => {
        const { first, last, size } = historyOf(Array.from({ length: count }, () => 1));
        expect(first.length).toBeLessThanOrEqual(BIN_LIMIT);
        expect(first[0]).toBe(1);
        expect(last.at(-1)).toBe(count);
        for (let k = 1; k < first.length; k++) expect(first[k]).toBe(last[k - 1] + 1);
        for (let k = 0; k < first.length - 1; k++) expect(last[k] - first[k] + 1).toBe(size);
      }),
      { numRuns: 12 },
    );
  });

  test('that joining loses neither the mean square nor the extremes', () => {
    const values = Array.from({ length: 1000 }, (_, k) => 1 + ((k * 37) % 101));
    const { series, first, last } = historyOf(values);
    const { count, meanSquare, low, high } = series.spread;
    first.forEach((from, k) => {
      const own = values.slice(from - 1, last[k]);
      expect(count[k]).toBe(own.length);
      expect(meanSquare[k]).toBeCloseTo(own.reduce((sum, value) => sum + value * value, 0) / own.length, 8);
      expect([low[k], high[k]]).toEqual([Math.min(...own), Math.max(...own)]);
    });
  });

  test('that a missing value leaves a gap, and none in a bin with others', () => {
    const history = historyOf([null, 2, null, null]);
    expect(rootMeanSquares(history, 'spread')).toEqual([null, 2, null, null]);
    expect(rootMeanSquares(coarsen(history, 2), 'spread')).toEqual([2, null]);
  });

  test('that a value that is not finite counts as missing', () => {
    expect(rootMeanSquares(historyOf([Number.NaN, Infinity]), 'spread')).toEqual([null, null]);
  });
});
