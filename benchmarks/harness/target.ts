/** What is to be reached, and whether a measured figure reaches it. */
import { median, quantileOfSorted } from '@enkit/numerics';

export type Unit = 'x' | 's' | '%' | 'slope';

export interface Target {
  /** What is measured, such as "gemm n = 1000, wide". */
  readonly what: string;
  /** The peer that it is held against. */
  readonly against: string;
  readonly sense: 'at least' | 'at most';
  readonly bound: number;
  /** What would be better still. */
  readonly stretch?: number | undefined;
  readonly unit: Unit;
}

/** A target with what was measured for it, one value a round; `missing` says why there is none. */
export interface Figure extends Target {
  readonly values: readonly number[];
  readonly missing?: string | undefined;
}

export interface Spread {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Median and quartiles. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = Float64Array.from(values).sort();
  return { median: median(sorted), lower: quantileOfSorted(sorted, 0.25), upper: quantileOfSorted(sorted, 0.75) };
}

/** By how much `ours` is faster, round by round: the peer's seconds over ours. */
export function ratios(peer: readonly number[], ours: readonly number[]): number[] {
  return peer.map((seconds, round) => seconds / ours[round]);
}

export type Verdict = 'reached' | 'reached, and the stretch' | 'not reached' | 'not measured';

/** By the median; a bound is reached when it is met exactly. */
export function verdictOf({ values, sense, bound, stretch }: Figure): Verdict {
  if (values.length === 0) return 'not measured';
  const value = median(values);
  const meets = (limit: number): boolean => (sense === 'at least' ? value >= limit : value <= limit);
  if (!meets(bound)) return 'not reached';
  return stretch !== undefined && meets(stretch) ? 'reached, and the stretch' : 'reached';
}

/** Least-squares slope of log y against log x: the exponent of a power law. */
export function logSlope(x: readonly number[], y: readonly number[]): number {
  const logX = x.map(Math.log);
  const logY = y.map(Math.log);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [centreX, centreY] = [mean(logX), mean(logY)];
  const covariance = mean(logX.map((value, k) => (value - centreX) * (logY[k] - centreY)));
  return covariance / mean(logX.map((value) => (value - centreX) ** 2));
}
