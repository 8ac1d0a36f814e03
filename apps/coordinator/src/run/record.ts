/** One line of the metrics log a step, and the checkpoint after it. */
import {
  coefficientOfDetermination,
  ensembleDeviation,
  ensembleMean,
  errorDeviation,
  intervalCoverage,
  predictionSpread,
  priorDeviation,
  rootMeanSquareError,
} from '@enkit/assimilation';
import type { StepRecord } from '@enkit/contracts';
import { mean, type Matrix } from '@enkit/numerics';
import { rowMatrix, toDataUnits } from '../problem/units.ts';
import type { Analysis } from './assimilate.ts';
import { isCollapsed } from './collapse.ts';
import type { Forecast } from './evaluateStep.ts';
import { monitor } from './monitor.ts';
import type { RunState, Session } from './session.ts';
import type { StepClock } from './stepClock.ts';

type Updated = Extract<Analysis, { kind: 'updated' }>;

export async function record(
  session: Session,
  state: RunState,
  forecast: Forecast,
  analysis: Updated,
  clock: StepClock,
): Promise<void> {
  const monitored = await monitor(session, state, forecast);
  const line: StepRecord = {
    ...describeStep(session, state, forecast, analysis),
    ...monitored,
    failures: forecast.failures,
    seconds: {
      evaluate: clock.seconds('evaluate'),
      assimilate: clock.seconds('assimilate'),
      record: clock.seconds('record'),
    },
  };
  await session.store.step(line);
  await session.store.checkpoint(state);
  session.listen({ type: 'step', record: line });
}

function describeStep(
  session: Session,
  state: RunState,
  forecast: Forecast,
  { alpha, condition }: Updated,
): Omit<StepRecord, 'failures' | 'seconds'> {
  const { plan, weighed } = forecast;
  const { r2, ...scores } = scoreForecast(session, forecast);
  const { misfits, observations } = weighed.evidence;
  return {
    step: plan.step,
    ...(plan.plannedSteps !== undefined && { plannedSteps: plan.plannedSteps }),
    alpha,
    condition,
    inverseAlphaSum: state.ensemble.inverseAlphaSum,
    members: state.ensemble.members.length,
    observations,
    ...scores,
    ...(!plan.points && { rmseTrain: scores.rmseForecast, ...(Number.isFinite(r2) && { r2Train: r2 }) }),
    misfit: mean(misfits) / observations,
    parameterSpread: relativeSpread(session, state.ensemble.parameters),
    collapsed: isCollapsed(scores.spread, scores.rmseForecast),
    passes: state.passes,
    elapsedSeconds: state.elapsedSeconds,
  };
}

/** The forecast of the step's observations against them, in the data's units, observation noise included in the interval. */
function scoreForecast(
  { problem }: Session,
  { predicted, observations }: Forecast,
): Pick<StepRecord, 'rmseForecast' | 'coverageForecast' | 'spread'> & { readonly r2: number } {
  const forecast = toDataUnits(problem.outputs, predicted);
  const observed = toDataUnits(problem.outputs, rowMatrix(observations.values)).data;
  const noise = problem.noise ?? errorDeviation(observations.error, 0) * problem.outputs.scale[0];
  const centre = ensembleMean(forecast);
  return {
    r2: coefficientOfDetermination(centre, observed),
    rmseForecast: rootMeanSquareError(centre, observed),
    coverageForecast: intervalCoverage(forecast, observed, 0.9, noise),
    spread: predictionSpread(forecast),
  };
}

/** Root mean variance of the parameters over their prior variance. */
function relativeSpread({ problem }: Session, parameters: Matrix): number {
  const prior = priorDeviation(problem.prior);
  return Math.sqrt(mean(ensembleDeviation(parameters).map((sd, k) => (sd / prior[k]) ** 2)));
}
