import { describe, expect, it } from 'vitest';
import { judgeCoverage } from './coverage.ts';

describe('judgeCoverage', () => {
  it('that a coverage far from 90 % is flagged to its side', () => {
    expect([0.02, 0.79, 0.8, 0.9, 0.97, 0.98, 1].map((coverage) => judgeCoverage(coverage, 500))).toEqual([
      'over-confident',
      'over-confident',
      'well calibrated',
      'well calibrated',
      'well calibrated',
      'under-confident',
      'under-confident',
    ]);
  });

  it('that few points are not judged beyond what chance allows', () => {
    expect(judgeCoverage(1, 10)).toBe('well calibrated');
    expect(judgeCoverage(0.7, 5)).toBe('well calibrated');
    expect(judgeCoverage(0.2, 5)).toBe('over-confident');
  });

  it('that nothing is said of a missing coverage or of no points', () => {
    expect([judgeCoverage(Number.NaN, 500), judgeCoverage(null, 500), judgeCoverage(0.9, 0)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
