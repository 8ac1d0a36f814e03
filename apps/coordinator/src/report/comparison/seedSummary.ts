/** Median and worst of a score over the seeds of a method. */
import { isNumber, type MaybeNumber } from '../page/numberFormat.ts';

export interface SeedSummary {
  /** NaN if half of the seeds or more have no finite value. */
  readonly median: number;
  /** NaN if any seed has no finite value: a failed run is the worst there is. */
  readonly worst: number;
}

export type Better = 'low' | 'high';

/**
 * Summarises a score over seeds. A missing value counts as worse than any other, so that a method does not gain by
 * failing. The median of an even number is the mean of the middle two.
 */
export function summariseSeeds(values: readonly MaybeNumber[], better: Better): SeedSummary {
  const missing = better === 'low' ? Infinity : -Infinity;
  const ordered = values
    .map((value) => (isNumber(value) ? value : missing))
    .sort((a, b) => (better === 'low' ? a - b : b - a));
  if (ordered.length === 0) return { median: Number.NaN, worst: Number.NaN };
  const finite = (value: number): number => (isNumber(value) ? value : Number.NaN);
  const middle = (ordered.length - 1) / 2;
  const median = (ordered[Math.floor(middle)] + ordered[Math.ceil(middle)]) / 2;
  return { median: finite(median), worst: finite(ordered[ordered.length - 1]) };
}
