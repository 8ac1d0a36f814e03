/** What the predicted data of a step tell its schedule, and the part of them that is assimilated. */
import { selectColumns, type Backend, type Matrix } from '@enkit/numerics';
import { ensembleMean } from './anomalies.ts';
import { rootMeanSquareError } from './diagnostics.ts';
import type { StepEvidence, StepPlan } from './methods/method.ts';
import { dataMisfits } from './misfit.ts';
import { errorDeviation, selectObservations, type Observations } from './observations.ts';

export interface WeighedStep {
  readonly evidence: StepEvidence;
  /** Ne x Nd over the assimilated observations only. */
  readonly predicted: Matrix;
  readonly observations: Observations;
}

/**
 * Splits a step's predicted data (Ne x evaluated observations) into assimilated and held out, and scores both.
 * @param outputs observations per point
 */
export function weighEvidence(
  plan: StepPlan,
  predicted: Matrix,
  observations: Observations,
  outputs: number,
  backend: Backend,
): WeighedStep {
  if (!plan.assimilated) return { predicted, observations, evidence: score(predicted, observations, backend) };
  const kept = expandPoints(plan.assimilated, outputs);
  const chosen = new Set(kept);
  const rest = Uint32Array.from({ length: predicted.columns }, (_, k) => k).filter((k) => !chosen.has(k));
  const part = {
    predicted: selectColumns(predicted, kept),
    observations: selectObservations(observations, kept, backend),
  };
  const evidence = score(part.predicted, part.observations, backend);
  if (rest.length === 0) return { ...part, evidence };
  const heldOut = scaledError(selectColumns(predicted, rest), selectObservations(observations, rest, backend));
  return { ...part, evidence: { ...evidence, heldOut } };
}

function score(predicted: Matrix, observations: Observations, backend: Backend): StepEvidence {
  return {
    misfits: dataMisfits(predicted, observations, backend),
    observations: predicted.columns,
    discrepancy: scaledError(predicted, observations),
  };
}

/** RMSE of the prediction mean in observation-error deviations. */
function scaledError(predicted: Matrix, { values, error }: Observations): number {
  const scaled = (source: ArrayLike<number>): Float64Array =>
    Float64Array.from(source, (value, k) => value / errorDeviation(error, k));
  return rootMeanSquareError(scaled(ensembleMean(predicted)), scaled(values));
}

/** Observation indices of points that have `outputs` observations each. */
export function expandPoints(points: Uint32Array, outputs: number): Uint32Array {
  return Uint32Array.from(
    { length: points.length * outputs },
    (_, i) => points[Math.floor(i / outputs)] * outputs + (i % outputs),
  );
}
