import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { batchSize } from './batchSize.ts';

/** Cuts `members` into batches as the adapters do, with a constant cost of a member. */
function cut(members: number, threads: number, secondsPerMember?: number): number[] {
  const sizes: number[] = [];
  for (let remaining = members; remaining > 0; remaining -= sizes[sizes.length - 1])
    sizes.push(batchSize({ total: members, remaining, threads, secondsPerMember }));
  return sizes;
}

it('that a batch holds at least one member and never more than remain', () => {
  const sizing = fc.record({
    total: fc.integer({ min: 1, max: 1e6 }),
    remaining: fc.integer({ min: 1, max: 1e6 }),
    threads: fc.integer({ min: 0, max: 1e4 }),
    secondsPerMember: fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined }),
    explicit: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
    bytesPerMember: fc.option(fc.integer({ min: 0, max: 1e9 }), { nil: undefined }),
    maximumBytes: fc.option(fc.integer({ min: 1, max: 1e9 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(sizing, (sizing) => {
      const size = batchSize(sizing);
      expect(Number.isInteger(size) && size >= 1 && size <= sizing.remaining).toBe(true);
    }),
  );
});

it('that many members of measured cost make jobs of 0.2 to 2 seconds', () => {
  for (const seconds of [1e-4, 1e-3, 1e-2, 0.1]) {
    const durations = cut(Math.round(600 / seconds), 8, seconds).map((size) => size * seconds);
    expect(Math.max(...durations)).toBeLessThanOrEqual(2 + seconds);
    expect(Math.min(...durations.slice(0, -1))).toBeGreaterThanOrEqual(0.2 - 1e-9);
  }
});

it('that a member longer than two seconds is a batch of its own', () => {
  expect(cut(12, 4, 3)).toEqual(Array.from({ length: 12 }, () => 1));
});

it('that few cheap members are shared evenly by the threads', () => {
  expect(batchSize({ total: 100, remaining: 100, threads: 4, secondsPerMember: 1e-4 })).toBe(25);
});

it('that nothing measured means small pilot batches', () => {
  expect(batchSize({ total: 10_000, remaining: 10_000, threads: 4 })).toBe(16);
  expect(batchSize({ total: 10_000, remaining: 16, threads: 4 })).toBe(1);
});

it('that batches which their bytes bound keep the bound, and are as many for each thread', () => {
  const bounded = fc.record({
    total: fc.integer({ min: 1, max: 1e5 }),
    threads: fc.integer({ min: 1, max: 64 }),
    most: fc.integer({ min: 1, max: 1000 }),
  });
  fc.assert(
    fc.property(bounded, ({ total, threads, most }) => {
      const size = batchSize({
        total,
        remaining: total,
        threads,
        explicit: 1e6,
        bytesPerMember: 1,
        maximumBytes: most,
      });
      expect(size).toBeLessThanOrEqual(most);
      const rounds = Math.ceil(total / (threads * most));
      expect(Math.ceil(total / size)).toBeLessThanOrEqual(threads * rounds);
    }),
  );
});

it('that the explicit size wins over the measured one and the bytes over both', () => {
  const sizing = { total: 1000, remaining: 1000, threads: 2, secondsPerMember: 1e-3, explicit: 7 };
  expect(batchSize(sizing)).toBe(7);
  expect(batchSize({ ...sizing, bytesPerMember: 100, maximumBytes: 350 })).toBe(3);
});
