/** What an axis shows when predictions are far from the data: the data, and not a line at the bottom of 1e10. */
import { extentOf } from '../plot/series.ts';

export interface Focus {
  /** Values from which the axis is made. */
  readonly values: readonly number[];
  /** A sentence for the caption if predictions are cut, else ''. */
  readonly note: string;
}

/**
 * The data always fit; predictions are cut where they leave the data by more than its range times `share`.
 */
export function focusOn(data: readonly number[], predictions: readonly number[], share = 0.6): Focus {
  const core = extentOf(data);
  if (core === undefined || core[0] === core[1]) return { values: [...data, ...predictions], note: '' };
  const reach = share * (core[1] - core[0]);
  const [least, most] = [core[0] - reach, core[1] + reach];
  const isCut = predictions.some((value) => value < least || value > most);
  return {
    values: [...data, ...predictions.map((value) => Math.min(most, Math.max(least, value)))],
    note: isCut
      ? ` Predictions that leave the data by more than ${String(100 * share)} % of its range are cut at the frame.`
      : '',
  };
}
