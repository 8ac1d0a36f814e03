/**
 * Data misfits of the members and the step that the data-misfit controller (DMC) takes from them
 * (Iglesias & Yang 2021, Inverse Problems 37, arXiv 2006.14980, eq. 24):
 *   Phi_j = 1/2 |R^-1/2 (d - g(x_j))|^2,   1/alpha = max( Nd / (2 mean Phi), sqrt(Nd / (2 var Phi)) )
 */
import { mean, NumericsError, rowOf, variance, type Backend, type Matrix } from '@enkit/numerics';
import { anomalies } from './anomalies.ts';
import { scaleByError, type Observations } from './observations.ts';

/** Phi_j, Ne. Throws NUM_NONFINITE naming the first member whose misfit is not finite. */
export function dataMisfits(predicted: Matrix, observations: Observations, backend: Backend): Float64Array {
  const residuals = scaleByError(anomalies(predicted, observations.values, -1), observations.error, backend);
  return Float64Array.from({ length: predicted.rows }, (_, j) => halfSquaredNorm(rowOf(residuals, j), j));
}

function halfSquaredNorm(residuals: Float64Array, j: number): number {
  let sum = 0;
  for (let k = 0; k < residuals.length; k++) sum += residuals[k] * residuals[k];
  if (Number.isFinite(sum)) return sum / 2;
  throw new NumericsError(
    'NUM_NONFINITE',
    `data misfit: expected a finite value, got ${sum} at row ${j}; drop the member or raise the observation error`,
  );
}

/** 1/alpha of the controller before any limit; Infinity when every member fits exactly. */
export function misfitControlledInverseAlpha(misfits: Float64Array, observations: number): number {
  const byMean = observations / (2 * mean(misfits));
  const spread = variance(misfits);
  return spread > 0 ? Math.max(byMean, Math.sqrt(observations / (2 * spread))) : byMean;
}
