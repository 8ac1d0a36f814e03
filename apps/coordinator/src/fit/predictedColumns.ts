/** Per prediction: mean, interval and spread over the members, for one output of a model. */
import { interval } from '@enkit/assimilation';
import { mean, standardDeviation, type Matrix } from '@enkit/numerics';

export interface PredictedColumns {
  readonly mean: Float64Array;
  /** 5 % and 95 % quantile. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly spread: Float64Array;
}

/**
 * @param members Ne x (points * outputs), point-major
 * @param output which output
 * @param noise standard deviation of the observation noise that the interval includes; 0 for the function itself
 */
export function predictedColumns(members: Matrix, output: number, outputs: number, noise = 0): PredictedColumns {
  const points = members.columns / outputs;
  const columns: PredictedColumns = {
    mean: new Float64Array(points),
    low: new Float64Array(points),
    high: new Float64Array(points),
    spread: new Float64Array(points),
  };
  const sorted = new Float64Array(members.rows);
  for (let i = 0; i < points; i++) {
    for (let j = 0; j < members.rows; j++) sorted[j] = members.data[j * members.columns + i * outputs + output];
    sorted.sort();
    columns.mean[i] = mean(sorted);
    columns.spread[i] = standardDeviation(sorted);
    [columns.low[i], columns.high[i]] = interval(sorted, 0.9, noise);
  }
  return columns;
}

/** Every `outputs`-th value from `output` on. */
export function outputOf(values: Float64Array, output: number, outputs: number): Float64Array {
  return values.filter((_, k) => k % outputs === output);
}
