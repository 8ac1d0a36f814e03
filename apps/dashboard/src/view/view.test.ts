import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fit, PredictedPoints } from '../state/fit.ts';
import { curveFit } from '../testSupport/samples.ts';
import { colourAt } from './colourMap.ts';
import { evenIndices, extentOf, focusOn, logExtent, padded } from './extent.ts';
import {
  formatCount,
  formatLogTick,
  formatNumber,
  formatPercent,
  formatRate,
  formatSeconds,
  formatTicks,
} from './format.ts';
import { logTicks, roundSteps } from './ticks.ts';
import { fitBetween } from './tween.ts';

function agreement(value: number): PredictedPoints {
  return { observed: [1], predicted: [value] };
}

describe('numbers', () => {
  test.each([
    [formatNumber(0.000123), '1.23\u00a0×\u00a010⁻⁴'],
    [formatNumber(-1234.5), '\u22121,235'],
    [formatNumber(null), '–'],
    [formatNumber(Number.NaN), '–'],
    [formatCount(1234567), '1,234,567'],
    [formatPercent(0.99999), '>\u00a099.9\u00a0%'],
    [formatPercent(1), '100\u00a0%'],
    [formatSeconds(0.0123), '12\u00a0ms'],
    [formatSeconds(0), '0.0\u00a0s'],
    [formatSeconds(90), '90\u00a0s'],
    [formatSeconds(600), '10\u00a0min'],
    [formatSeconds(36_000), '10.0\u00a0h'],
    [formatSeconds(864_000), '10.0\u00a0days'],
    [formatRate(2.345), '2.3'],
    [formatRate(0), '0'],
    [formatLogTick(1e-5), '10⁻⁵'],
    [formatLogTick(0.05), '0.05'],
  ])('that %s is printed as %s', (printed, expected) => expect(printed).toBe(expected));

  test('that ticks of one axis have the same decimals', () => {
    expect(formatTicks([-0.5, 0, 0.5])).toEqual(['\u22120.5', '0.0', '0.5']);
    expect(formatTicks([0, 50, 100])).toEqual(['0', '50', '100']);
  });
});

describe('axes', () => {
  test('that the steps of a linear axis ascend by 1, 2 and 5', () => {
    expect(roundSteps(1).slice(0, 6)).toEqual([1, 2, 5, 10, 20, 50]);
  });

  test('that ticks of a logarithmic axis lie inside and ascend, and there are some', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -12, max: 12, noNaN: true }),
        fc.double({ min: 0.15, max: 14, noNaN: true }),
        (low, decades) => {
          const extent = [10 ** low, 10 ** (low + decades)] as const;
          const ticks = logTicks(extent, 6);
          expect(ticks.length).toBeGreaterThan(0);
          expect(ticks.length).toBeLessThan(15);
          for (const tick of ticks) {
            expect(tick).toBeGreaterThanOrEqual(extent[0] * (1 - 1e-6));
            expect(tick).toBeLessThanOrEqual(extent[1] * (1 + 1e-6));
          }
          expect(ticks).toEqual(ticks.toSorted((a, b) => a - b));
        },
      ),
    );
  });

  test('that an extent ignores what is missing, and is padded also around one value', () => {
    expect(extentOf([null, 2, 5], undefined, [Number.NaN])).toEqual([2, 5]);
    expect(extentOf([null])).toBeUndefined();
    expect(padded([2, 2], 0.1)).toEqual([1.8, 2.2]);
    expect(padded(undefined, 0)).toEqual([0, 1]);
  });

  test('that predictions far from the data do not flatten them', () => {
    expect(focusOn([[0, 1]], [[-1e6, 1e6]])).toEqual([-0.6, 1.6]);
    expect(focusOn([[0, 1]], [[0.2, 0.8]])).toEqual([0, 1]);
    expect(focusOn([], [[2, 3]])).toEqual([2, 3]);
  });

  test('that a logarithmic extent has positive ends whatever it is given', () => {
    for (const values of [[], [0, -1], [1e-300, 1e300], [3]]) {
      const [low, high] = logExtent(values);
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(low);
      expect(Number.isFinite(high)).toBe(true);
    }
  });

  test('that evenly chosen indices have both ends', () => {
    expect(evenIndices(10, 4)).toEqual([0, 3, 6, 9]);
    expect(evenIndices(2, 4)).toEqual([0, 1]);
    expect(evenIndices(0, 4)).toEqual([]);
  });
});

describe('a fit on its way', () => {
  test('that begins at the one and ends at the other', () => {
    const [from, to] = [curveFit(0), curveFit(4)];
    expect(fitBetween(from, to, 0)).toMatchObject({ mean: [0, 0, 0], members: [[0, 0, 0]] });
    expect(fitBetween(from, to, 0.5)).toMatchObject({ mean: [2, 2, 2], high: [2, 2, 2] });
    expect(fitBetween(from, to, 1)).toBe(to);
  });

  test('that goes to another shape goes at once', () => {
    expect(fitBetween(curveFit(0, 5), curveFit(4), 0.5)).toMatchObject({ mean: [4, 4, 4] });
    expect(fitBetween(undefined, curveFit(4), 0.5)).toEqual(curveFit(4));
  });

  test('that has no curve moves its points', () => {
    const points = (value: number): Fit => ({
      kind: 'points',
      output: { name: 'y' },
      train: agreement(value),
      test: agreement(2 * value),
    });
    expect(fitBetween(points(0), points(4), 0.5)).toMatchObject({
      train: { predicted: [2] },
      test: { predicted: [4] },
    });
    expect(fitBetween(curveFit(0), points(4), 0.5)).toEqual(points(4));
  });

  test('that has a missing value keeps it missing', () => {
    const gap = { ...curveFit(4), mean: [null, 4, 4] };
    expect(fitBetween(curveFit(0), gap, 0.5)).toMatchObject({ mean: [null, 2, 2] });
  });
});

test('that colours grow lighter from end to end', () => {
  for (const scheme of ['viridis', 'magma'] as const) {
    const light = Array.from({ length: 20 }, (_, k) => {
      const [red, green, blue] = colourAt(scheme, k / 19);
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    });
    expect(light).toEqual(light.toSorted((a, b) => a - b));
    expect(colourAt(scheme, -3)).toEqual(colourAt(scheme, 0));
    expect(colourAt(scheme, 7)).toEqual(colourAt(scheme, 1));
  }
});
