/** Of each predicted value: mean, interval and spread over the members. */
import { centralInterval } from '@enkit/assimilation';
import { mean, standardDeviation, type Matrix } from '@enkit/numerics';

/** Nd values each, point-major. */
export interface PredictedColumns {
  readonly mean: Float64Array;
  /** 5 % and 95 % quantile, the noise of the observations included where the targets are noisy. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly spread: Float64Array;
}

export const INTERVAL_PROBABILITY = 0.9;

/**
 * @param members Ne x Nd
 * @param noise standard deviation of the observation noise that the interval includes; 0 for the function itself
 */
export function predictedColumns(members: Matrix, noise = 0): PredictedColumns {
  const vector = (): Float64Array => new Float64Array(members.columns);
  const columns: PredictedColumns = { mean: vector(), low: vector(), high: vector(), spread: vector() };
  const values = new Float64Array(members.rows);
  for (let k = 0; k < members.columns; k++) {
    for (let j = 0; j < members.rows; j++) values[j] = members.data[j * members.columns + k];
    columns.mean[k] = mean(values);
    columns.spread[k] = standardDeviation(values);
    [columns.low[k], columns.high[k]] = centralInterval(values, INTERVAL_PROBABILITY, noise);
  }
  return columns;
}

/** Those of one output. */
export function columnsOf(columns: PredictedColumns, output: number, outputs: number): PredictedColumns {
  const { mean, low, high, spread } = columns;
  const of = (values: Float64Array): Float64Array => outputOf(values, output, outputs);
  return { mean: of(mean), low: of(low), high: of(high), spread: of(spread) };
}

/** Every `outputs`-th value from `output` on. */
export function outputOf(values: Float64Array, output: number, outputs: number): Float64Array {
  return values.filter((_, k) => k % outputs === output);
}
