/** Plain number sequences: what is finite, what is shown of too many. */
import { formatCount, isNumber } from '../page/numberFormat.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Interval {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** The finite values among some sequences; null and undefined entries are skipped. */
export function finiteValues(...sequences: readonly (ArrayLike<number> | undefined)[]): number[] {
  return sequences.flatMap((values) => (values === undefined ? [] : Array.from(values))).filter(isNumber);
}

/** Least and greatest finite value, or undefined if there is none. */
export function extentOf(values: readonly number[]): readonly [number, number] | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!isNumber(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low <= high ? [low, high] : undefined;
}

/** At most `limit` evenly spaced indices of a sequence, its first and last among them. */
export function evenIndices(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  const stride = (length - 1) / Math.max(1, limit - 1);
  return Array.from({ length: limit }, (_, k) => Math.round(k * stride));
}

/** Value as a number that is NaN where it is missing. */
function valueAt(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  return isNumber(value) ? value : Number.NaN;
}

/** Points of a curve; a missing y leaves a gap. At most `limit` of them. */
export function curvePoints(x: ArrayLike<number>, y: ArrayLike<number>, limit: number): Point[] {
  return evenIndices(Math.min(x.length, y.length), limit).map((k) => ({ x: valueAt(x, k), y: valueAt(y, k) }));
}

/** Points of a ribbon between two curves, at most `limit`. */
export function ribbonPoints(
  x: ArrayLike<number>,
  low: ArrayLike<number>,
  high: ArrayLike<number>,
  limit: number,
): Interval[] {
  const length = Math.min(x.length, low.length, high.length);
  return evenIndices(length, limit).map((k) => ({ x: valueAt(x, k), low: valueAt(low, k), high: valueAt(high, k) }));
}

/** The points that can be drawn as marks: those with both coordinates, and at most `limit` of these. */
export function markPoints(x: ArrayLike<number>, y: ArrayLike<number>, limit: number): Point[] {
  const points = curvePoints(x, y, Infinity).filter((point) => isNumber(point.x) && isNumber(point.y));
  return evenIndices(points.length, limit).map((k) => points[k]);
}

export interface Thinned {
  readonly total: number;
  readonly limit: number;
  /** In the plural. */
  readonly noun: string;
}

/** A sentence for the caption if some marks were left out, else ''. */
export function thinningNote(...clouds: readonly Thinned[]): string {
  const thinned = clouds.filter(({ total, limit }) => total > limit);
  if (thinned.length === 0) return '';
  const phrases = thinned.map(({ total, limit, noun }) => `${formatCount(limit)} of the ${formatCount(total)} ${noun}`);
  return ` To keep the file small, ${phrases.join(' and ')} are drawn, evenly chosen.`;
}
