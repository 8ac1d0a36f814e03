/** What the predicted data of a step tell its schedule, and the part of them that is assimilated. */
import { selectColumns, type Backend, type Matrix } from '@enkit/numerics';
import type { AnalysisPlan } from './analysis/scaledAnalysis.ts';
import { planMisfits, planMoments } from './analysis/scoreWork.ts';
import { carryOut } from './analysis/work.ts';
import { ensembleMean } from './anomalies.ts';
import { rootMeanSquareError } from './diagnostics.ts';
import type { StepEvidence, StepPlan } from './methods/method.ts';
import { assertMisfits } from './misfit.ts';
import { errorDeviation, selectObservations, type Observations } from './observations.ts';

export interface WeighedStep {
  readonly evidence: StepEvidence;
  /** Ne x Nd over the assimilated observations only. */
  readonly predicted: Matrix;
  readonly observations: Observations;
}

/**
 * Splits a step's predicted data (Ne x evaluated observations) into assimilated and held out, and scores both.
 * Throws NUM_NONFINITE naming the first member whose misfit is not finite.
 * @param outputs observations per point
 */
export function weighEvidence(
  plan: StepPlan,
  predicted: Matrix,
  observations: Observations,
  outputs: number,
  backend: Backend,
): WeighedStep {
  return carryOut(planEvidence(plan, predicted, observations, outputs, backend), backend);
}

/** The same as a plan of works, for threads. */
export function* planEvidence(
  plan: StepPlan,
  predicted: Matrix,
  observations: Observations,
  outputs: number,
  backend: Backend,
): AnalysisPlan<WeighedStep> {
  if (!plan.assimilated) return { predicted, observations, evidence: yield* score(predicted, observations) };
  const kept = expandPoints(plan.assimilated, outputs);
  const chosen = new Set(kept);
  const rest = Uint32Array.from({ length: predicted.columns }, (_, k) => k).filter((k) => !chosen.has(k));
  const part = {
    predicted: selectColumns(predicted, kept),
    observations: selectObservations(observations, kept, backend),
  };
  const evidence = yield* score(part.predicted, part.observations);
  if (rest.length === 0) return { ...part, evidence };
  const heldOut = selectObservations(observations, rest, backend);
  const mean = ensembleMean(selectColumns(predicted, rest));
  return { ...part, evidence: { ...evidence, heldOut: scaledError(mean, heldOut) } };
}

function* score(predicted: Matrix, observations: Observations): AnalysisPlan<StepEvidence> {
  const misfits = planMisfits(predicted, observations);
  const moments = planMoments(predicted);
  yield [misfits, moments];
  assertMisfits(misfits.misfits);
  return {
    misfits: misfits.misfits,
    observations: predicted.columns,
    discrepancy: scaledError(moments.mean, observations),
  };
}

/** RMSE of the prediction mean in observation-error deviations. */
function scaledError(mean: Float64Array, { values, error }: Observations): number {
  const scaled = (source: Float64Array): Float64Array => source.map((value, k) => value / errorDeviation(error, k));
  return rootMeanSquareError(scaled(mean), scaled(values));
}

/** Observation indices of points that have `outputs` observations each. */
export function expandPoints(points: Uint32Array, outputs: number): Uint32Array {
  return Uint32Array.from(
    { length: points.length * outputs },
    (_, i) => points[Math.floor(i / outputs)] * outputs + (i % outputs),
  );
}
