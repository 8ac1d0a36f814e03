import { assert, double, integer, property } from 'fast-check';
import { expect, it } from 'vitest';
import { constantAlphas, geometricAlphas, inverseAlphaSum } from './alphas.ts';

it('that constant alphas are Na for each of Na steps', () => {
  expect(constantAlphas(4)).toEqual([4, 4, 4, 4]);
  expect(constantAlphas(1)).toEqual([1]);
});

it('that every fixed list sums 1/alpha to 1', () => {
  assert(
    property(integer({ min: 1, max: 200 }), double({ min: 1, max: 10, noNaN: true }), (steps, ratio) => {
      expect(Math.abs(inverseAlphaSum(constantAlphas(steps)) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(inverseAlphaSum(geometricAlphas(steps, ratio)) - 1)).toBeLessThan(1e-12);
    }),
  );
});

it('that geometric alphas fall by the ratio: small steps first', () => {
  const alphas = geometricAlphas(4, 2);
  expect(alphas).toEqual([15, 7.5, 3.75, 1.875]);
  for (const ratio of [1.2, 1.6, 3]) {
    const list = geometricAlphas(16, ratio);
    for (let l = 1; l < 16; l++) expect(list[l - 1] / list[l]).toBeCloseTo(ratio, 12);
  }
});

it('that ratios next to 1 lose no digits, and 1 itself is the constant list', () => {
  for (const ratio of [1 + 1e-8, 1 + 1e-12, 1 + Number.EPSILON])
    expect(Math.abs(inverseAlphaSum(geometricAlphas(16, ratio)) - 1)).toBeLessThan(1e-14);
  expect(geometricAlphas(16, 1)).toEqual(constantAlphas(16));
});

it('that the classic list of Emerick & Reynolds sums to 1', () => {
  expect(inverseAlphaSum([28 / 3, 7, 4, 2])).toBeCloseTo(1, 15);
});
