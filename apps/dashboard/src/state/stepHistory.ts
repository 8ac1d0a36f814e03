/**
 * Errors and spreads by step in bounded space: when there are too many steps, neighbours are joined in pairs, so that a
 * bin holds 1, 2, 4, ... steps. A bin keeps the mean square of its values (the pooled value of RMSEs of equally many
 * observations), the least and the greatest.
 */
import type { StepPoint } from './pageEvent.ts';

export const STEP_SERIES = ['rmseForecast', 'rmseTrain', 'rmseTest', 'spread', 'spreadTest'] as const;
export type StepSeries = (typeof STEP_SERIES)[number];

/** One entry a bin in each array; a bin without a value has count 0. */
export interface SeriesBins {
  readonly count: readonly number[];
  readonly meanSquare: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface StepHistory {
  /** Steps in a full bin. */
  readonly size: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly series: Readonly<Record<StepSeries, SeriesBins>>;
}

/** Bins are joined when there are so many. */
export const BIN_LIMIT = 480;

const NO_BINS: SeriesBins = { count: [], meanSquare: [], low: [], high: [] };

export const EMPTY_HISTORY: StepHistory = { size: 1, first: [], last: [], series: mapSeries(() => NO_BINS) };

function mapSeries(make: (name: StepSeries) => SeriesBins): Record<StepSeries, SeriesBins> {
  return {
    rmseForecast: make('rmseForecast'),
    rmseTrain: make('rmseTrain'),
    rmseTest: make('rmseTest'),
    spread: make('spread'),
    spreadTest: make('spreadTest'),
  };
}

interface Bin {
  readonly count: number;
  readonly meanSquare: number;
  readonly low: number;
  readonly high: number;
}

const NO_VALUE: Bin = { count: 0, meanSquare: 0, low: 0, high: 0 };

function binOf(value: number | null | undefined): Bin {
  if (value === null || value === undefined || !Number.isFinite(value)) return NO_VALUE;
  return { count: 1, meanSquare: value * value, low: value, high: value };
}

function join(a: Bin, b: Bin): Bin {
  if (a.count === 0 || b.count === 0) return a.count === 0 ? b : a;
  const count = a.count + b.count;
  return {
    count,
    meanSquare: (a.count * a.meanSquare + b.count * b.meanSquare) / count,
    low: Math.min(a.low, b.low),
    high: Math.max(a.high, b.high),
  };
}

function binAt({ count, meanSquare, low, high }: SeriesBins, k: number): Bin {
  return { count: count[k], meanSquare: meanSquare[k], low: low[k], high: high[k] };
}

function seriesOf(bins: readonly Bin[]): SeriesBins {
  return {
    count: bins.map(({ count }) => count),
    meanSquare: bins.map(({ meanSquare }) => meanSquare),
    low: bins.map(({ low }) => low),
    high: bins.map(({ high }) => high),
  };
}

/** Steps that the last bin holds. */
function lastBinSteps({ first, last }: StepHistory): number {
  return (last.at(-1) ?? 0) - (first.at(-1) ?? 1) + 1;
}

/** The same history in at most `limit` bins. */
export function coarsen(history: StepHistory, limit: number): StepHistory {
  return history.first.length <= limit ? history : coarsen(joinPairs(history), limit);
}

function joinPairs(history: StepHistory): StepHistory {
  const pairs = Array.from({ length: Math.ceil(history.first.length / 2) }, (_, k) => 2 * k);
  const { first, last, series } = history;
  return {
    size: 2 * history.size,
    first: pairs.map((k) => first[k]),
    last: pairs.map((k) => last[Math.min(k + 1, last.length - 1)]),
    series: mapSeries((name) =>
      seriesOf(
        pairs.map((k) => {
          const left = binAt(series[name], k);
          return k + 1 < first.length ? join(left, binAt(series[name], k + 1)) : left;
        }),
      ),
    ),
  };
}

function intoLastBin(history: StepHistory, point: StepPoint): StepHistory {
  const end = history.first.length - 1;
  return {
    ...history,
    last: history.last.with(end, point.step),
    series: mapSeries((name) => {
      const bins = history.series[name];
      const bin = join(binAt(bins, end), binOf(point[name]));
      return {
        count: bins.count.with(end, bin.count),
        meanSquare: bins.meanSquare.with(end, bin.meanSquare),
        low: bins.low.with(end, bin.low),
        high: bins.high.with(end, bin.high),
      };
    }),
  };
}

function intoNewBin(history: StepHistory, point: StepPoint): StepHistory {
  return {
    ...history,
    first: [...history.first, point.step],
    last: [...history.last, point.step],
    series: mapSeries((name) => {
      const { count, meanSquare, low, high } = history.series[name];
      const bin = binOf(point[name]);
      return {
        count: [...count, bin.count],
        meanSquare: [...meanSquare, bin.meanSquare],
        low: [...low, bin.low],
        high: [...high, bin.high],
      };
    }),
  };
}

/** The history with one more step. Steps come in ascending order. */
export function appendStep(history: StepHistory, point: StepPoint): StepHistory {
  const isFull = history.first.length === 0 || lastBinSteps(history) >= history.size;
  if (!isFull) return intoLastBin(history, point);
  return intoNewBin(history.first.length >= BIN_LIMIT ? joinPairs(history) : history, point);
}

/** Root mean square of a series in each bin, null where a bin has no value. */
export function rootMeanSquares({ series }: StepHistory, name: StepSeries): (number | null)[] {
  const { count, meanSquare } = series[name];
  return count.map((n, k) => (n > 0 ? Math.sqrt(meanSquare[k]) : null));
}

/** Middle step of each bin. */
export function binSteps({ first, last }: StepHistory): number[] {
  return first.map((step, k) => (step + last[k]) / 2);
}
