/** Values of thousands of steps as a few hundred: groups of consecutive steps, with the range inside each group. */
import { isNumber, type MaybeNumber } from '../page/numberFormat.ts';
import type { Interval, Point } from './series.ts';

export interface StepValue {
  readonly step: number;
  readonly value: MaybeNumber;
}

export interface StepBins {
  /** Root mean square (or median) of each group, at its mean step. */
  readonly line: readonly Point[];
  /** Least and greatest value of each group; empty if every group is one step. */
  readonly range: readonly Interval[];
  /** Steps in a group. */
  readonly size: number;
}

export type Reduction = 'root-mean-square' | 'median';

function reduce(values: readonly number[], reduction: Reduction): number {
  if (reduction === 'median') return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}

function groupsOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, k) => items.slice(k * size, (k + 1) * size));
}

/**
 * Groups the steps that have a finite value so that at most `limit` groups remain. The root mean square is the pooled
 * value of RMSEs and spreads of steps with equally many observations.
 */
export function binSteps(
  steps: readonly StepValue[],
  limit: number,
  reduction: Reduction = 'root-mean-square',
): StepBins {
  const finite = steps.flatMap(({ step, value }) => (isNumber(value) ? [{ step, value }] : []));
  const size = Math.max(1, Math.ceil(finite.length / limit));
  if (size === 1) return { line: finite.map(({ step, value }) => ({ x: step, y: value })), range: [], size };
  const groups = groupsOf(finite, size);
  const middle = (group: typeof finite): number => group.reduce((sum, { step }) => sum + step, 0) / group.length;
  const values = groups.map((group) => group.map(({ value }) => value));
  return {
    line: groups.map((group, k) => ({ x: middle(group), y: reduce(values[k], reduction) })),
    range: groups.map((group, k) => ({ x: middle(group), low: Math.min(...values[k]), high: Math.max(...values[k]) })),
    size,
  };
}
