/** What an axis shows. */
import type { Values } from '../state/fit.ts';
import { isNumber } from './format.ts';

export type Extent = readonly [number, number];

/** Least and greatest finite value, or undefined if there is none. */
export function extentOf(...sequences: readonly (Values | undefined)[]): Extent | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const values of sequences) {
    for (const value of values ?? []) {
      if (!isNumber(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : undefined;
}

/** Room at both ends, also around a single value; 0 to 1 if there is none. */
export function padded(extent: Extent | undefined, share: number): Extent {
  const [low, high] = extent ?? [0, 1];
  const margin = high - low > 1e-12 * Math.abs(low) ? share * (high - low) : Math.abs(low) * 0.1 || 1;
  return [low - margin, high + margin];
}

/** The data always fit; predictions are cut where they leave the data by more than its range times `share`. */
export function focusOn(
  data: readonly (Values | undefined)[],
  predictions: readonly (Values | undefined)[],
  share = 0.6,
): Extent | undefined {
  const core = extentOf(...data);
  const all = extentOf(...data, ...predictions);
  if (!core || !all || core[0] === core[1]) return all;
  const reach = share * (core[1] - core[0]);
  return [Math.max(all[0], core[0] - reach), Math.min(all[1], core[1] + reach)];
}

/** Room for a logarithmic axis over the positive values; 0.1 to 1 if there are none. */
export function logExtent(...sequences: readonly (Values | undefined)[]): Extent {
  const positive = sequences.map((values) => values?.filter((value) => isNumber(value) && value > 0));
  const [low, high] = extentOf(...positive) ?? [0.1, 1];
  const margin = Math.max(10 ** (Math.log10(high / low) * 0.05), 1.15);
  return [Math.max(low / margin, 1e-140), Math.min(high * margin, 1e140)];
}

/** At most `limit` evenly spaced indices, the first and the last among them. */
export function evenIndices(length: number, limit: number): number[] {
  if (length <= limit) return Array.from({ length }, (_, index) => index);
  const stride = (length - 1) / Math.max(1, limit - 1);
  return Array.from({ length: limit }, (_, k) => Math.round(k * stride));
}
