/**
 * Scores on the test data while a run goes: on every n-th step, as they cost evaluations of their own. The test points are
 * often many more than those of a step (a grid against a batch), so that n is chosen to keep them below the run's own.
 */
import {
  coefficientOfDetermination,
  planMoments,
  planOf,
  rootMeanSquareError,
  type StepPlan,
} from '@enkit/assimilation';
import { EnkitError, type StepRecord } from '@enkit/contracts';
import type { DataSet } from '@enkit/models';
import type { Matrix } from '@enkit/numerics';
import { buildLiveFits, noPredictions } from '../fit/liveFits.ts';
import { rowMatrix, spreadInDataUnits, toDataUnits } from '../problem/units.ts';
import type { FitData } from '../report/fitData.ts';
import type { Forecast } from './evaluateStep.ts';
import { arrivesInOrder } from './openSession.ts';
import type { RunState, Session } from './session.ts';

const MOST_MONITORED = 25;
const LEAST_MONITORED = 8;

export interface Monitored {
  readonly scores: Pick<StepRecord, 'rmseTest' | 'spreadTest' | 'r2Test'>;
  /** A listener will look at the predictions later. */
  readonly isHeld: boolean;
}

/** Scores of the updated ensemble on the test points, and the fit for who draws it; nothing on the steps between. */
export async function monitor(session: Session, state: RunState, forecast: Forecast): Promise<Monitored> {
  const { plan } = forecast;
  if (!isMonitored(session, plan)) return { scores: {}, isHeld: false };
  const predicted = await predictTest(session, state, plan);
  const truth = session.problem.truthAfter?.(observationsSeen(session, plan)) ?? session.problem.test;
  const isHeld = tellFit(session, forecast, predicted ?? noPredictions(state.ensemble.members.length), truth);
  if (!predicted) return { scores: {}, isHeld };
  const scores = await scoreTest(session, predicted, truth);
  if (!isHeld) session.pool.buffers.release(predicted);
  return { scores, isHeld };
}

async function scoreTest(
  { problem, pool, backend }: Session,
  predicted: Matrix,
  truth: DataSet,
): Promise<Monitored['scores']> {
  const moments = planMoments(predicted);
  await pool.carryOut(planOf(moments), backend);
  const centre = toDataUnits(problem.outputs, rowMatrix(moments.mean)).data;
  const r2 = coefficientOfDetermination(centre, truth.targets.data);
  return {
    rmseTest: rootMeanSquareError(centre, truth.targets.data),
    spreadTest: spreadInDataUnits(problem.outputs, moments.deviation),
    ...(Number.isFinite(r2) && { r2Test: r2 }),
  };
}

/** Ne x Nt in the model's units; undefined without test points, or when a member fails on them. */
async function predictTest(
  { problem, queue }: Session,
  { ensemble: { members, parameters } }: RunState,
  { step }: StepPlan,
): Promise<Matrix | undefined> {
  if (problem.points.test.rows === 0) return undefined;
  const request = { step, purpose: 'monitor', pointSet: 'test', members, parameters };
  const { predicted, outcomes } = await queue.evaluate(request);
  return outcomes.some(({ status }) => status === 'failed') ? undefined : predicted;
}

/** Whether a listener holds the predictions; else the fit can be had in the event only. */
function tellFit(
  { experiment, problem, listen }: Session,
  { plan, predicted: train }: Forecast,
  test: Matrix,
  truth: DataSet,
): boolean {
  const { step, points } = plan;
  const arrived =
    points && arrivesInOrder(experiment) ? Math.max(step * points.length, points[0] + points.length) : undefined;
  let [isHeld, isTold] = [false, false];
  const fits = (): FitData[] => {
    if (isTold && !isHeld) throw new EnkitError('FIT_NOT_HELD', { got: `the fit of step ${step}` });
    return buildLiveFits({ problem, train, points, test, truth, arrived });
  };
  listen({ type: 'fit', step, fits, hold: () => void (isHeld = true) });
  isTold = true;
  return isHeld;
}

function isMonitored(
  { experiment, problem }: Session,
  { step, points, plannedSteps = MOST_MONITORED }: StepPlan,
): boolean {
  const { train, test } = problem.points;
  const worth = Math.floor((plannedSteps * (points?.length ?? train.rows)) / Math.max(1, test.rows));
  // The score of a truth that moves is a mean over the stream: it needs them all.
  const least = problem.truthAfter ? MOST_MONITORED : LEAST_MONITORED;
  const monitored = Math.min(MOST_MONITORED, Math.max(least, worth));
  return step % (experiment.outputs.monitorEvery ?? Math.max(1, Math.ceil(plannedSteps / monitored))) === 0;
}

/** Observations assimilated once the step is done, within the stream. */
function observationsSeen({ problem }: Session, { step, points }: StepPlan): number {
  return Math.min(problem.points.train.rows, step * (points?.length ?? problem.points.train.rows));
}
