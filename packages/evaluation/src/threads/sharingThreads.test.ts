import { describe, expect, it } from 'vitest';
import { sharingThreads } from './sharingThreads.ts';

describe('the threads that share a batch', () => {
  it('that nothing is known of are all', () => {
    for (const members of [1, 1000]) expect(sharingThreads(members, 8, undefined)).toBe(8);
  });

  it('that have little to do are few, and that have much are all, whether of many members or of long ones', () => {
    const threads = [1, 10, 100, 200, 400, 10_000].map((members) => sharingThreads(members, 8, 3e-6));
    expect(threads).toEqual([1, 1, 3, 6, 8, 8]);
    expect(sharingThreads(1, 8, 3)).toBe(8);
  });

  it('that measured nothing at all, on a clock which is coarse, are one', () => {
    expect(sharingThreads(1000, 8, 0)).toBe(1);
  });
});
