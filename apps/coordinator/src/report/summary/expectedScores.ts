/** The scores that an experiment file expects, against those of a result. */
import type { Experiment, RunResult } from '@enkit/contracts';
import { formatNumber, formatSetting, isNumber } from '../page/numberFormat.ts';

type ExpectedScore = Experiment['expected'][number];

/** The number at a dotted path, or undefined. */
function scoreAt(result: RunResult, path: string): number | undefined {
  let value: unknown = result;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return typeof value === 'number' ? value : undefined;
}

function shortfall({ metric, atMost, atLeast }: ExpectedScore, result: RunResult): string | undefined {
  const score = scoreAt(result, metric);
  if (!isNumber(score)) return `${metric} is missing`;
  if (atMost !== undefined && score > atMost) {
    return `${metric} is ${formatNumber(score)}, expected at most ${formatSetting(atMost)}`;
  }
  if (atLeast !== undefined && score < atLeast) {
    return `${metric} is ${formatNumber(score)}, expected at least ${formatSetting(atLeast)}`;
  }
  return undefined;
}

/** One phrase for each expected score that the result does not reach. A missing score is not reached. */
export function unmetScores(expected: readonly ExpectedScore[], result: RunResult): string[] {
  return expected.flatMap((score) => shortfall(score, result) ?? []);
}
