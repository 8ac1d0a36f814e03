import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { curvePoints, evenIndices, extentOf, finiteValues, markPoints, thinningNote } from './series.ts';

describe('thinning', () => {
  it('that the first and the last of many are kept, in order, and no more than the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 2, max: 600 }), (length, limit) => {
        const indices = evenIndices(length, limit);
        expect(indices.length).toBe(Math.min(length, limit));
        expect(indices).toEqual([...new Set(indices)].sort((a, b) => a - b));
        expect([indices[0], indices.at(-1)]).toEqual([0, length - 1]);
      }),
    );
  });

  it('that nothing is kept of nothing', () => {
    expect(evenIndices(0, 400)).toEqual([]);
  });

  it('that the caption counts what is left out, and only then', () => {
    const cloud = (total: number) => ({ total, limit: 400, noun: 'points' });
    expect(thinningNote(cloud(400))).toBe('');
    expect(thinningNote(cloud(1681), cloud(3))).toContain('400 of the 1,681 points');
  });
});

describe('missing values', () => {
  const holed = JSON.parse('[1, null, 3]') as number[];

  it('that null, as JSON writes NaN, is a gap and not a zero', () => {
    expect(curvePoints([0, 1, 2], holed, 10)[1].y).toBeNaN();
    expect(markPoints([0, 1, 2], holed, 10)).toEqual([
      { x: 0, y: 1 },
      { x: 2, y: 3 },
    ]);
    expect(finiteValues(holed, undefined, Float64Array.of(Number.NaN, 4))).toEqual([1, 3, 4]);
  });

  it('that an extent is of the finite values, and none of none', () => {
    expect(extentOf([Number.NaN, 2, Infinity, -1])).toEqual([-1, 2]);
    expect(extentOf([Number.NaN])).toBeUndefined();
  });
});
