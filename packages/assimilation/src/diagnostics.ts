/** Scores of an ensemble of predictions Y (Ne x Nd) against targets (Nd). Units are the targets' own. */
import { mean, quantileOfSorted, type Matrix } from '@enkit/numerics';
import { ensembleDeviation } from './anomalies.ts';
import { placeInOrder } from './orderStatistics.ts';

/** Root mean square error. */
export function rootMeanSquareError(predicted: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < targets.length; k++) sum += (predicted[k] - targets[k]) ** 2;
  return Math.sqrt(sum / targets.length);
}

/** R2 = 1 - sum of squared errors / sum of squared deviations from the mean; NaN for constant targets. */
export function coefficientOfDetermination(predicted: ArrayLike<number>, targets: ArrayLike<number>): number {
  const centre = mean(targets);
  let [residual, total] = [0, 0];
  for (let k = 0; k < targets.length; k++) {
    residual += (targets[k] - predicted[k]) ** 2;
    total += (targets[k] - centre) ** 2;
  }
  return total > 0 ? 1 - residual / total : NaN;
}

/** Root mean variance over members (n - 1) of the predictions. */
export function predictionSpread(predicted: Matrix): number {
  const deviation = ensembleDeviation(predicted);
  return Math.sqrt(mean(deviation.map((sd) => sd * sd)));
}

/** Column k of an ensemble, ascending; in `column` if given, as memory for each of thousands costs more than the sorting. */
export function sortedColumn(predicted: Matrix, k: number, column = new Float64Array(predicted.rows)): Float64Array {
  for (let j = 0; j < column.length; j++) column[j] = predicted.data[j * predicted.columns + k];
  return column.sort();
}

/**
 * Ends of the central interval of one prediction's members, which are rearranged. With observation noise of standard deviation
 * `noise` its half-widths are widened in quadrature (exact for a Gaussian ensemble).
 */
export function centralInterval(members: Float64Array, probability: number, noise = 0): readonly [number, number] {
  const quantiles = [(1 - probability) / 2, 0.5, (1 + probability) / 2];
  const below = quantiles.map((quantile) => Math.floor((members.length - 1) * quantile));
  placeInOrder(
    members,
    below.flatMap((position) => [position, position + 1]),
  );
  const [low, middle, high] = quantiles.map((quantile) => quantileOfSorted(members, quantile));
  if (noise === 0) return [low, high];
  const noiseHalfWidth = noise * standardNormalQuantile((1 + probability) / 2);
  return [middle - Math.hypot(middle - low, noiseHalfWidth), middle + Math.hypot(high - middle, noiseHalfWidth)];
}

/** Quantile of N(0, 1) for p in (0.5, 1), absolute error below 4.5e-4 (Abramowitz & Stegun 1964, eq. 26.2.23). */
export function standardNormalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - p));
  const numerator = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const denominator = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t * t * t;
  return t - numerator / denominator;
}

/**
 * Continuous ranked probability score of one prediction's sorted members, E|Y - y| - 1/2 E|Y - Y'| (Gneiting & Raftery
 * 2007, JASA 102, eq. 21), the second term from the order statistics.
 */
export function scoreOfSorted(sorted: Float64Array, target: number): number {
  const n = sorted.length;
  let [distance, pairs] = [0, 0];
  sorted.forEach((value, i) => {
    distance += Math.abs(value - target);
    pairs += (2 * i + 1 - n) * value;
  });
  return distance / n - pairs / (n * n);
}
