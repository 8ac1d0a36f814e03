import { expect, test } from 'vitest';
import { RateWindow } from './rateWindow.ts';

test('that a steady rate is told as it is, soon and late', () => {
  const rate = new RateWindow(100);
  const told = Array.from({ length: 600 }, (_, k) => {
    const now = 100 + 0.1 * (k + 1);
    rate.add(now, 3);
    return rate.perSecond(now);
  });
  for (const k of [20, 100, 599]) expect(Math.abs(told[k] - 30)).toBeLessThan(3);
});

test('that a rate ebbs away when nothing comes', () => {
  const rate = new RateWindow(0);
  rate.add(5, 100);
  expect(rate.perSecond(5)).toBeCloseTo(20);
  expect(rate.perSecond(9)).toBeGreaterThan(10);
  expect(rate.perSecond(16)).toBe(0);
  rate.add(1000, 50);
  expect(rate.perSecond(1000)).toBeCloseTo(5, 0);
});

test('that the first moments do not tell of enormous rates', () => {
  const rate = new RateWindow(0);
  rate.add(0.001, 10);
  expect(rate.perSecond(0.001)).toBeLessThanOrEqual(10);
});
