import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { summariseSeeds } from './seedSummary.ts';

describe('summariseSeeds', () => {
  it('that median and worst do not depend on the order of the seeds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }), (values) => {
        const summary = summariseSeeds(values, 'low');
        expect(summariseSeeds([...values].reverse(), 'low')).toEqual(summary);
        expect(summary.worst).toBe(Math.max(...values));
        expect(values.filter((value) => value <= summary.median).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values.filter((value) => value >= summary.median).length * 2).toBeGreaterThanOrEqual(values.length);
      }),
    );
  });

  it('that the worst of a score that should be high is its least', () => {
    expect(summariseSeeds([0.9, 0.5, 0.7], 'high')).toEqual({ median: 0.7, worst: 0.5 });
  });

  it('that a method gains nothing by failing', () => {
    expect(summariseSeeds([1, 2, Number.NaN], 'low')).toEqual({ median: 2, worst: Number.NaN });
    expect(summariseSeeds([1, null, Number.NaN], 'low')).toEqual({ median: Number.NaN, worst: Number.NaN });
    expect(summariseSeeds([0.9, undefined], 'high')).toEqual({ median: Number.NaN, worst: Number.NaN });
    expect(summariseSeeds([], 'low')).toEqual({ median: Number.NaN, worst: Number.NaN });
  });
});
