/** Scores on the test data while a run goes: on every n-th step, as they cost evaluations of their own. */
import { ensembleMean, predictionSpread, rootMeanSquareError, type StepPlan } from '@enkit/assimilation';
import type { StepRecord } from '@enkit/contracts';
import { toDataUnits } from '../problem/units.ts';
import type { RunState, Session } from './session.ts';

const MONITORED_STEPS = 25;

/** Scores of the updated ensemble on the test points; nothing on the steps between. */
export async function monitor(
  session: Session,
  state: RunState,
  plan: StepPlan,
): Promise<Pick<StepRecord, 'rmseTest' | 'spreadTest'>> {
  const { problem, queue } = session;
  if (problem.points.test.rows === 0 || !isMonitored(session, plan)) return {};
  const { members, parameters } = state.ensemble;
  const { predicted, outcomes } = await queue.evaluate({
    step: plan.step,
    purpose: 'monitor',
    pointSet: 'test',
    members,
    parameters,
  });
  if (outcomes.some(({ status }) => status === 'failed')) return {};
  const truth = problem.truthAfter?.(observationsSeen(session, plan)) ?? problem.test;
  const inDataUnits = toDataUnits(problem.outputs, predicted);
  return {
    rmseTest: rootMeanSquareError(ensembleMean(inDataUnits), truth.targets.data),
    spreadTest: predictionSpread(inDataUnits),
  };
}

function isMonitored({ experiment }: Session, { step, plannedSteps }: StepPlan): boolean {
  const every =
    experiment.outputs.monitorEvery ?? Math.max(1, Math.ceil((plannedSteps ?? MONITORED_STEPS) / MONITORED_STEPS));
  return step % every === 0;
}

/** Observations assimilated once the step is done, within the stream. */
function observationsSeen({ problem }: Session, { step, points }: StepPlan): number {
  return Math.min(problem.points.train.rows, step * (points?.length ?? problem.points.train.rows));
}
