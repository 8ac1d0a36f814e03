import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatMeasure,
  formatNumber,
  formatPercent,
  formatPlural,
  formatPowerOfTen,
  formatR2,
  formatSeconds,
  formatSetting,
  MISSING,
} from './numberFormat.ts';

/** The number that a reader would take from a text, or NaN. */
function read(text: string): number {
  const plain = text
    .replace('\u2212', '-')
    .replace(/,/g, '')
    .replace(/\u00a0×\u00a010(.*)$/, (_, power: string) => `e${superscripts(power)}`);
  return Number(plain.replace(/[>%\u00a0]/g, ''));
}

function superscripts(power: string): string {
  return power.replace('⁻', '-').replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)));
}

describe('numbers in the report', () => {
  it('that a printed number is the value to three significant digits', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (value) => {
        const size = Math.max(Math.abs(value), Number.MIN_VALUE);
        fc.pre(size === Number.MIN_VALUE || size > 1e-300);
        expect(Math.abs(read(formatNumber(value)) - value)).toBeLessThanOrEqual(0.00501 * size);
      }),
    );
  });

  it('that numbers are typeset', () => {
    expect(formatNumber(0.0123456)).toBe('0.0123');
    expect(formatNumber(-1234.5)).toBe('\u22121,235');
    expect(formatNumber(999.7)).toBe('1,000');
    expect(formatNumber(6.02e-5)).toBe('6.02\u00a0×\u00a010⁻⁵');
    expect(formatNumber(0)).toBe('0');
    expect(formatCount(24000)).toBe('24,000');
    expect(formatPlural(1, 'step')).toBe('1\u00a0step');
    expect(formatSetting(0.05)).toBe('0.05');
    expect(formatSetting(1e-5)).toBe('1\u00a0×\u00a010⁻⁵');
    expect(formatPowerOfTen(-12)).toBe('10⁻¹²');
    expect(formatMeasure(1.5, 'ppm')).toBe('1.50\u00a0ppm');
  });

  it('that missing values are a dash, with no unit and no word of a number', () => {
    for (const value of [Number.NaN, Infinity, null, undefined]) {
      expect(
        [formatNumber, formatCount, formatPercent, formatR2, formatSeconds].map((format) => format(value)),
      ).toEqual(Array.from({ length: 5 }, () => MISSING));
      expect(formatMeasure(value, 'ppm')).toBe(MISSING);
    }
  });

  it('that no share below one is printed as 100 %', () => {
    expect(formatPercent(1)).toBe('100\u00a0%');
    expect(formatPercent(0.87)).toBe('87\u00a0%');
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (share) => {
        expect(read(formatPercent(share))).toBeLessThan(100);
      }),
    );
  });

  it('that R2 is never printed as more than it is, nor as 1 below 1', () => {
    expect(formatR2(1)).toBe('1');
    expect(formatR2(0.99802)).toBe('0.9980');
    expect(formatR2(1 - 1e-9)).toBe('>\u00a00.999999');
    expect(formatR2(-0.5)).toBe('\u22120.500');
    fc.assert(
      fc.property(fc.double({ min: 0.99, max: 1, maxExcluded: true, noNaN: true }), (value) => {
        expect(read(formatR2(value))).toBeLessThanOrEqual(value);
      }),
    );
  });

  it('that durations have the unit that a reader would choose', () => {
    expect([0.084, 95, 600, 9000].map(formatSeconds)).toEqual([
      '0.084\u00a0s',
      '95\u00a0s',
      '10\u00a0min',
      '2.50\u00a0h',
    ]);
  });
});
