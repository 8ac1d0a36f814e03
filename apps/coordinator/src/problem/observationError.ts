/** The `observationError` settings as R in the model's (standardised) units. */
import { diagonalError, fullError, scalarError, type ObservationError } from '@enkit/assimilation';
import { EnkitError, type ObservationErrorSettings } from '@enkit/contracts';
import { createMatrix, type Backend } from '@enkit/numerics';
import type { TrainingData } from './trainingData.ts';

/** Used where neither method.observationError.sd nor data.noise says more: a nominal value in the model's units. */
export const NOMINAL_DEVIATION = 0.01;

/** Throws CFG_SHAPE when the number of deviations or the covariance does not fit the observations. */
export function createObservationError(
  settings: ObservationErrorSettings,
  data: TrainingData,
  backend: Backend,
): ObservationError {
  const count = data.train.targets.data.length;
  const scales = data.outputs.scale;
  if (settings.covariance) return scaledCovariance(settings.covariance, settings.scale, scales, count, backend);
  const { sd = data.noise || undefined } = settings;
  if (sd === undefined) return scalarError(NOMINAL_DEVIATION * settings.scale);
  if (typeof sd === 'number' && scales.every((scale) => scale === scales[0]))
    return scalarError((sd * settings.scale) / scales[0]);
  const deviations = typeof sd === 'number' ? Array.from({ length: count }, () => sd) : sd;
  assertCount('method.observationError.sd', deviations.length, count);
  return diagonalError(
    Float64Array.from(deviations, (value, k) => (value * settings.scale) / scales[k % scales.length]),
  );
}

function scaledCovariance(
  rows: readonly (readonly number[])[],
  factor: number,
  scales: readonly number[],
  count: number,
  backend: Backend,
): ObservationError {
  assertCount('method.observationError.covariance', rows.length, count);
  const covariance = createMatrix(count, count);
  const scaleOf = (k: number): number => scales[k % scales.length] / factor;
  rows.forEach((row, i) =>
    row.forEach((value, j) => (covariance.data[i * count + j] = value / (scaleOf(i) * scaleOf(j)))),
  );
  return fullError(covariance, backend);
}

function assertCount(key: string, got: number, count: number): void {
  if (got === count) return;
  throw new EnkitError('CFG_SHAPE', {
    location: { file: 'experiment', key },
    expected: `one entry per observation, ${count}`,
    got: String(got),
  });
}
