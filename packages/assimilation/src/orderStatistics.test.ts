import { array, assert, constantFrom, double, integer, oneof, property } from 'fast-check';
import { expect, it } from 'vitest';
import { placeInOrder } from './orderStatistics.ts';

it('that the positions asked for hold what sorting puts there, and no value is lost', () => {
  const value = oneof(double({ noNaN: true }), constantFrom(0, 1, -1, Infinity));
  const values = array(value, { minLength: 1, maxLength: 300 });
  assert(
    property(values, array(integer({ min: 0, max: 299 }), { maxLength: 6 }), (drawn, wanted) => {
      const positions = wanted.filter((position) => position < drawn.length).sort((a, b) => a - b);
      const placed = Float64Array.from(drawn);
      placeInOrder(placed, positions);
      const sorted = Float64Array.from(drawn).sort();
      for (const position of positions) expect(placed[position] === sorted[position]).toBe(true);
      expect(Float64Array.from(placed).sort()).toEqual(sorted);
    }),
    { numRuns: 500 },
  );
});
