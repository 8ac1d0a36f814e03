import {
  expandPoints,
  selectObservations,
  planEvidence,
  type Observations,
  type StepPlan,
  type WeighedStep,
} from '@enkit/assimilation';
import type { Matrix } from '@enkit/numerics';
import { analysing } from './analysing.ts';
import { evaluateUnderPolicy, type NamedFailure } from './failurePolicy.ts';
import type { RunState, Session } from './session.ts';

/** What the ensemble predicts of a step's observations, before they are assimilated. */
export interface Forecast {
  readonly plan: StepPlan;
  /** The survivors. */
  readonly state: RunState;
  /** All evaluated observations, held out ones included: Ne x n, in the model's units. */
  readonly predicted: Matrix;
  readonly observations: Observations;
  /** Indices of these observations among all. */
  readonly indices: Uint32Array | undefined;
  /** The part that is assimilated. */
  readonly weighed: WeighedStep;
  readonly failures: readonly NamedFailure[];
}

/** Evaluates the members on the step's points, failed members treated by the experiment's policy. */
export async function evaluateStep(session: Session, state: RunState, plan: StepPlan): Promise<Forecast> {
  const { experiment, problem, queue, store, listen } = session;
  const { step, points } = plan;
  const survivors = await evaluateUnderPolicy(
    state.ensemble,
    experiment.ensemble,
    ({ members, parameters }, round) =>
      queue.evaluate(
        {
          step,
          purpose: round === 0 ? 'assimilate' : `resample-${round}`,
          pointSet: 'train',
          members,
          parameters,
          ...(points && { pointIndices: points }),
        },
        (progress) => listen({ type: 'progress', progress }),
      ),
    (failures, parameters, round) => store.failed({ step, round, failures: [...failures] }, parameters),
  );
  const outputs = problem.outputs.scale.length;
  const indices = points && expandPoints(points, outputs);
  const observations = indices
    ? selectObservations(problem.observations, indices, session.backend)
    : problem.observations;
  return {
    plan,
    indices,
    observations,
    predicted: survivors.predicted,
    state: {
      ...state,
      ensemble: survivors.ensemble,
      passes: state.passes + passesOf(survivors.evaluations, plan, problem.points.train.rows),
      failedMembers: state.failedMembers + survivors.failures.length,
    },
    weighed: await weigh(session, plan, survivors.predicted, observations),
    failures: survivors.failures,
  };
}

async function weigh(
  { pool, backend, problem }: Session,
  plan: StepPlan,
  predicted: Matrix,
  observations: Observations,
): Promise<WeighedStep> {
  const outputs = problem.outputs.scale.length;
  return await analysing(() => pool.carryOut(planEvidence(plan, predicted, observations, outputs, backend), backend));
}

/** Network evaluations per training sample. */
function passesOf(evaluations: number, plan: StepPlan, points: number): number {
  return (evaluations * (plan.points?.length ?? points)) / points;
}
