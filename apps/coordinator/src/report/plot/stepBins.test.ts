import { describe, expect, it } from 'vitest';
import { binSteps } from './stepBins.ts';

const steps = Array.from({ length: 1000 }, (_, k) => ({ step: k + 1, value: 1 + Math.sin(k) }));

describe('binned steps', () => {
  it('that few steps are left as they are', () => {
    const bins = binSteps(steps.slice(0, 5), 300);
    expect(bins.line).toEqual(steps.slice(0, 5).map(({ step, value }) => ({ x: step, y: value })));
    expect(bins.range).toEqual([]);
  });

  it('that the root mean squares of groups pool to that of all steps', () => {
    const { line, size } = binSteps(steps, 100);
    expect([line.length, size]).toEqual([100, 10]);
    const pooled = line.reduce((sum, { y }) => sum + y * y, 0) / line.length;
    const all = steps.reduce((sum, { value }) => sum + value * value, 0) / steps.length;
    expect(pooled).toBeCloseTo(all, 12);
  });

  it.each(['root-mean-square', 'median'] as const)('that the range of a group holds its %s', (reduction) => {
    const { line, range } = binSteps(steps, 70, reduction);
    expect(range.every(({ low, high }, k) => low <= line[k].y && line[k].y <= high)).toBe(true);
  });

  it('that steps without a value are passed over', () => {
    const { line } = binSteps(
      [
        { step: 1, value: null },
        { step: 2, value: Number.NaN },
        { step: 3, value: 4 },
        { step: 4, value: undefined },
      ],
      10,
    );
    expect(line).toEqual([{ x: 3, y: 4 }]);
  });
});
