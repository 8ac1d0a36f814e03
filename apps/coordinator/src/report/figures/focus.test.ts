import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { focusOn } from './focus.ts';

const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 2 });

describe('focusOn', () => {
  it('that the data are always inside, and the axis is at most 2.2 times their range', () => {
    fc.assert(
      fc.property(values, values, (data, predictions) => {
        const range = Math.max(...data) - Math.min(...data);
        fc.pre(range > 1e-6);
        const focus = focusOn(data, predictions);
        const [low, high] = [Math.min(...focus.values), Math.max(...focus.values)];
        expect(low).toBeLessThanOrEqual(Math.min(...data));
        expect(high).toBeGreaterThanOrEqual(Math.max(...data));
        expect(high - low).toBeLessThanOrEqual(2.2 * range * (1 + 1e-9));
      }),
    );
  });

  it('that a cut is said, and only a cut', () => {
    expect(focusOn([0, 1], [1.5]).note).toBe('');
    expect(focusOn([0, 1], [1.7]).note).toContain('more than 60 %');
    expect(focusOn([0, 1], [3.5], 3).note).toBe('');
  });

  it('that without data, or with data of one value, the predictions are shown whole', () => {
    expect(focusOn([], [1, 1e9]).values).toEqual([1, 1e9]);
    expect(focusOn([2], [1, 1e9])).toEqual({ values: [2, 1, 1e9], note: '' });
  });
});
