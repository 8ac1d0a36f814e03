import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countAxis, linearAxis, logAxis, quantityLabel, type Axis } from './axis.ts';

function expectReadable({ domain: [low, high], ticks, format }: Axis): void {
  expect(low).toBeLessThan(high);
  expect(ticks.every((tick) => tick >= low - 1e-9 * Math.abs(low) && tick <= high + 1e-9 * Math.abs(high))).toBe(true);
  expect(ticks.length).toBeLessThanOrEqual(14);
  expect(new Set(ticks).size).toBe(ticks.length);
  expect(ticks.map(format).join()).not.toMatch(/NaN|undefined|e[+-]/);
}

const size = fc.double({ min: 1e-9, max: 1e9, noNaN: true });

describe('axes', () => {
  it('that a linear axis holds its values and has round, distinct ticks', () => {
    fc.assert(
      fc.property(size, size, fc.boolean(), (a, range, negative) => {
        const low = negative ? -a : a;
        fc.pre(range > 1e-3 * a);
        const axis = linearAxis('y', [low, low + range]);
        expectReadable(axis);
        expect(axis.domain[0]).toBeLessThanOrEqual(low);
        expect(axis.domain[1]).toBeGreaterThanOrEqual(low + range);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('that a logarithmic axis holds its positive values and has at least two ticks', () => {
    fc.assert(
      fc.property(size, fc.double({ min: 1, max: 1e15, noNaN: true }), (low, ratio) => {
        const axis = logAxis('y', [low, low * ratio, 0, -1]);
        expectReadable(axis);
        expect(axis.domain[0]).toBeLessThanOrEqual(low);
        expect(axis.domain[1]).toBeGreaterThanOrEqual(low * ratio);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
      }),
    );
  });

  it('that decades are labelled as powers where decimals would be long', () => {
    const { ticks, format } = logAxis('y', [1e-5, 100], { ticks: 9 });
    expect(ticks.map(format)).toEqual(['10⁻⁵', '10⁻⁴', '10⁻³', '0.01', '0.1', '1', '10', '100']);
  });

  it('that steps are counted in whole numbers', () => {
    expect(countAxis('step', [1, 3]).ticks).toEqual([1, 2, 3]);
    expect(countAxis('step', [0, 2000]).ticks.map(countAxis('step', [0, 2000]).format)).toContain('1,000');
  });

  it.each([
    ['nothing', []],
    ['missing values', [Number.NaN]],
    ['one value', [3]],
    ['zero', [0]],
    ['the largest numbers', [-Number.MAX_VALUE, Number.MAX_VALUE]],
    ['the smallest numbers', [Number.MIN_VALUE]],
  ])('that axes over %s can be drawn', (_, values) => {
    for (const axis of [linearAxis('y', values), logAxis('y', values), countAxis('y', values)]) {
      expect(axis.domain.every(Number.isFinite)).toBe(true);
      expect(axis.domain[0]).toBeLessThan(axis.domain[1]);
      expect(axis.ticks.length).toBeLessThanOrEqual(50);
    }
  });

  it('that labels have their unit and are cut when very long', () => {
    expect(quantityLabel({ name: 'CO2', unit: 'ppm' })).toBe('CO2 (ppm)');
    expect(quantityLabel({ name: 'x'.repeat(500) }).length).toBeLessThan(60);
  });
});
