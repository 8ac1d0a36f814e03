/**
 * Data misfits of the members and the step that the data-misfit controller (DMC) takes from them
 * (Iglesias & Yang 2021, Inverse Problems 37, arXiv 2006.14980, eq. 24):
 *   Phi_j = 1/2 |R^-1/2 (d - g(x_j))|^2,   1/alpha = max( Nd / (2 mean Phi), sqrt(Nd / (2 var Phi)) )
 */
import { firstNonFinite, mean, NumericsError, rowOf, variance, type Backend, type Matrix } from '@enkit/numerics';
import { anomalies } from './anomalies.ts';
import { deviationsOf, scaleByError, type Observations } from './observations.ts';

/** Phi_j, Ne. Throws NUM_NONFINITE naming the first member whose misfit is not finite. */
export function dataMisfits(predicted: Matrix, observations: Observations, backend: Backend): Float64Array {
  const misfits = new Float64Array(predicted.rows);
  writeMisfits(predicted, observations, backend, misfits);
  assertMisfits(misfits);
  return misfits;
}

/** Phi_j of the rows, as they come out. */
export function writeMisfits(
  predicted: Matrix,
  { values, error }: Observations,
  backend: Backend,
  into: Float64Array,
): void {
  if (error.kind === 'full') {
    const residuals = scaleByError(anomalies(predicted, values, -1), error, backend);
    into.forEach((_, j) => (into[j] = halfSquaredNorm(rowOf(residuals, j))));
    return;
  }
  const deviations = deviationsOf(error, predicted.columns);
  for (let j = 0, at = 0; j < into.length; j++) {
    let sum = 0;
    for (let k = 0; k < values.length; k++, at++) {
      const residual = (values[k] - predicted.data[at]) / deviations[k];
      sum += residual * residual;
    }
    into[j] = sum / 2;
  }
}

function halfSquaredNorm(residuals: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < residuals.length; k++) sum += residuals[k] * residuals[k];
  return sum / 2;
}

/** Throws NUM_NONFINITE naming the first member whose misfit is not finite. */
export function assertMisfits(misfits: Float64Array): void {
  const j = firstNonFinite(misfits);
  if (j < 0) return;
  throw new NumericsError(
    'NUM_NONFINITE',
    `data misfit: expected a finite value, got ${misfits[j]} at row ${j}; drop the member or raise the observation error`,
  );
}

/** 1/alpha of the controller before any limit; Infinity when every member fits exactly. */
export function misfitControlledInverseAlpha(misfits: Float64Array, observations: number): number {
  const byMean = observations / (2 * mean(misfits));
  const spread = variance(misfits);
  return spread > 0 ? Math.max(byMean, Math.sqrt(observations / (2 * spread))) : byMean;
}
