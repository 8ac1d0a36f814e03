/** One line of the metrics log a step, and the checkpoint after it. */
import {
  coefficientOfDetermination,
  errorDeviation,
  planMoments,
  planOf,
  planScores,
  priorDeviation,
  rootMeanSquareError,
  type AnalysisWork,
} from '@enkit/assimilation';
import type { StepRecord } from '@enkit/contracts';
import { mean } from '@enkit/numerics';
import { rowMatrix, spreadInDataUnits, toDataUnits } from '../problem/units.ts';
import type { Analysis } from './assimilate.ts';
import { isCollapsed } from './collapse.ts';
import type { Forecast } from './evaluateStep.ts';
import { monitor } from './monitor.ts';
import type { RunState, Session } from './session.ts';
import type { StepClock } from './stepClock.ts';

type Updated = Extract<Analysis, { kind: 'updated' }>;

/** Whether a listener will look at the forecast later. */
export async function record(
  session: Session,
  state: RunState,
  forecast: Forecast,
  analysis: Updated,
  clock: StepClock,
): Promise<{ readonly isHeld: boolean }> {
  const { scores, isHeld } = await monitor(session, state, forecast);
  const line: StepRecord = {
    ...(await describeStep(session, state, forecast, analysis)),
    ...scores,
    failures: forecast.failures,
    seconds: {
      evaluate: clock.seconds('evaluate'),
      assimilate: clock.seconds('assimilate'),
      record: clock.seconds('record'),
    },
  };
  session.store.step(line);
  await session.store.checkpoint(state);
  session.listen({ type: 'step', record: line });
  return { isHeld };
}

async function describeStep(
  session: Session,
  state: RunState,
  forecast: Forecast,
  { alpha, condition, roundingError }: Updated,
): Promise<Omit<StepRecord, 'failures' | 'seconds'>> {
  const { plan, weighed } = forecast;
  const moments = planMoments(state.ensemble.parameters);
  const { r2, ...scores } = await scoreForecast(session, forecast, moments);
  const { misfits, observations } = weighed.evidence;
  return {
    step: plan.step,
    ...(plan.plannedSteps !== undefined && { plannedSteps: plan.plannedSteps }),
    alpha,
    condition,
    ...(roundingError !== undefined && { roundingError }),
    inverseAlphaSum: state.ensemble.inverseAlphaSum,
    members: state.ensemble.members.length,
    observations,
    ...scores,
    ...(!plan.points && { rmseTrain: scores.rmseForecast, ...(Number.isFinite(r2) && { r2Train: r2 }) }),
    misfit: mean(misfits) / observations,
    parameterSpread: relativeSpread(session, moments.deviation),
    collapsed: isCollapsed(scores.spread, scores.rmseForecast),
    passes: state.passes,
    elapsedSeconds: state.elapsedSeconds,
  };
}

/**
 * The forecast of the step's observations against them, in the data's units, observation noise included in the interval.
 * @param beside computed with it
 */
async function scoreForecast(
  { problem, pool, backend }: Session,
  { predicted, observations }: Forecast,
  beside: AnalysisWork,
): Promise<Pick<StepRecord, 'rmseForecast' | 'coverageForecast' | 'spread'> & { readonly r2: number }> {
  const { scale } = problem.outputs;
  const noise = problem.noise ?? errorDeviation(observations.error, 0) * scale[0];
  const work = planScores({
    predicted,
    targets: observations.values,
    probability: 0.9,
    noise: observations.values.map((_, k) => noise / scale[k % scale.length]),
  });
  await pool.carryOut(planOf(beside, work), backend);
  const inDataUnits = (values: Float64Array): Float64Array => toDataUnits(problem.outputs, rowMatrix(values)).data;
  const [centre, observed] = [inDataUnits(work.mean), inDataUnits(observations.values)];
  return {
    r2: coefficientOfDetermination(centre, observed),
    rmseForecast: rootMeanSquareError(centre, observed),
    coverageForecast: mean(work.covered),
    spread: spreadInDataUnits(problem.outputs, work.deviation),
  };
}

/** Root mean variance of the parameters over their prior variance. */
function relativeSpread({ problem }: Session, deviation: Float64Array): number {
  const prior = priorDeviation(problem.prior);
  return Math.sqrt(mean(deviation.map((sd, k) => (sd / prior[k]) ** 2)));
}
