import {
  inflates,
  planInflation,
  planMoments,
  planOf,
  priorDeviation,
  type EnsembleState,
  type StopReason,
} from '@enkit/assimilation';
import { EnkitError, type StepRecord } from '@enkit/contracts';
import type { UpdatedEnsemble } from '@enkit/evaluation';
import { firstNonFinite, type AnyMatrix } from '@enkit/numerics';
import { analysing } from './analysing.ts';
import type { Forecast } from './evaluateStep.ts';
import type { RunState, Session } from './session.ts';

/** What an update tells of its arithmetic. */
type Solved = Pick<StepRecord, 'condition' | 'roundingError'>;

export type Analysis =
  | ({ readonly kind: 'updated'; readonly state: RunState; readonly alpha: number } & Solved)
  | { readonly kind: 'stop'; readonly state: RunState; readonly reason: StopReason };

/** Decides the step's alpha from the forecast and updates the ensemble with it, or ends the schedule. */
export async function assimilate(session: Session, forecast: Forecast): Promise<Analysis> {
  const { plan, weighed } = forecast;
  const state = { ...forecast.state, ensemble: rememberBest(forecast.state.ensemble, weighed.evidence.heldOut) };
  const decision = session.method.decide(state.ensemble, plan, weighed.evidence);
  if (decision.kind === 'stop') return { kind: 'stop', state, reason: decision.reason };
  const { parameters, ...solved } = await update(session, state.ensemble, forecast, decision.alpha);
  const ensemble = {
    ...state.ensemble,
    parameters,
    step: plan.step,
    inverseAlphaSum: state.ensemble.inverseAlphaSum + 1 / decision.alpha,
  };
  return { kind: 'updated', state: { ...state, ensemble }, alpha: decision.alpha, ...solved };
}

/** The held-out score belongs to the ensemble before the step's update. */
function rememberBest(ensemble: EnsembleState, score: number | undefined): EnsembleState {
  if (score === undefined || (ensemble.best && ensemble.best.score <= score)) return ensemble;
  const { step, members, parameters } = ensemble;
  return { ...ensemble, best: { score, step, members, parameters } };
}

function update(
  session: Session,
  ensemble: EnsembleState,
  forecast: Forecast,
  alpha: number,
): Promise<UpdatedEnsemble> {
  const { pool, backend, method, experiment, store } = session;
  const { predicted, observations } = forecast.weighed;
  const { members, parameters } = ensemble;
  const { step } = forecast.plan;
  return analysing(async () => {
    const before = await deviationBefore(session, parameters);
    const updated = await pool.updateEnsemble({
      backend: backend.name,
      predicted,
      observations,
      alpha,
      update: method.update,
      seed: experiment.ensemble.seed,
      step,
      members,
      parameters,
      precision: experiment.method.precision,
      // A checkpoint that is being written reads the ensemble, and the best one stays what it is.
      inPlace: !store.isWriting() && ensemble.best?.parameters !== parameters,
    });
    await applyInflation(session, ensemble, before, updated.parameters, step);
    return updated;
  });
}

/** Standard deviation of each parameter before the update, where the inflation will need it. */
async function deviationBefore({ method, pool, backend }: Session, parameters: AnyMatrix): Promise<Float64Array> {
  if (!method.inflation || !inflates(method.inflation)) return new Float64Array(0);
  const moments = planMoments(parameters);
  await pool.carryOut(planOf(moments), backend);
  return moments.deviation;
}

async function applyInflation(
  { method, experiment, problem, pool, backend }: Session,
  { members }: EnsembleState,
  before: Float64Array,
  updated: AnyMatrix,
  step: number,
): Promise<void> {
  if (!method.inflation || !inflates(method.inflation)) return;
  const plan = planInflation(updated, method.inflation, {
    seed: experiment.ensemble.seed,
    step,
    members,
    deviationBefore: before,
    priorDeviation: priorDeviation(problem.prior),
  });
  const isFinite = await pool.carryOut(plan, backend);
  if (!isFinite) refuseInflated(updated, members);
}

function refuseInflated({ data, columns }: AnyMatrix, members: Uint32Array): never {
  const k = firstNonFinite(data);
  throw new EnkitError('ANALYSIS_FAILED', {
    expected: 'finite parameters',
    got: `${data[k]} in member ${members[Math.floor(k / columns)]} after the inflation`,
  });
}
