/** Evaluates one member of one step of a run again, in this process, from what the run directory holds. */
import { expandPoints, rootMeanSquareError, selectObservations, type StepPlan } from '@enkit/assimilation';
import { experimentSchema, type Experiment, type MemberFailure, type MemberOutcome } from '@enkit/contracts';
import { createBackend, createSharedMatrix } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { describeModelChange, restoreProblem } from '../problem/snapshot.ts';
import { rowMatrix, toDataUnits } from '../problem/units.ts';
import { MEMORY_STORE } from '../run/memoryStore.ts';
import { openSession } from '../run/openSession.ts';
import { readDescription } from '../run/readDescription.ts';
import type { Session } from '../run/session.ts';
import { findMember, type FoundMember } from './findMember.ts';
import { nameParameters, type NamedParameter } from './namedParameter.ts';

export interface ReplayOptions {
  readonly member: number;
  /** Default: the last step in which the member failed, else the newest that is stored. */
  readonly step?: number | undefined;
  /** Instead of evaluation.timeLimitSeconds. */
  readonly timeLimitSeconds?: number | undefined;
  /** Told what is evaluated, before it is. */
  readonly onFound?: (found: FoundMember) => void;
}

export interface Replay {
  readonly run: string;
  readonly member: number;
  readonly step: number;
  /** Of the ensemble; the model is told it. */
  readonly seed: number;
  readonly parameters: readonly NamedParameter[];
  readonly outcome: MemberOutcome;
  readonly seconds: number;
  /** What became of it in the run, when it failed there. */
  readonly inTheRun?: MemberFailure;
  /** Why the outcome may differ from that in the run. */
  readonly modelChange?: string;
  /** In the units of the data; absent when the evaluation failed. */
  readonly predicted?: readonly number[];
  readonly observed: readonly number[];
  readonly rmse?: number;
}

/** Throws MEMBER_NOT_STORED, and the coded errors of a model that cannot be found or loaded. */
export async function replayMember(run: RunDirectory, options: ReplayOptions): Promise<Replay> {
  const experiment = withSettings(experimentSchema.parse(run.manifest.experiment), options);
  const description = await readDescription(run);
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const problem = await restoreProblem(experiment, description, await run.readArrays(), backend);
  const { signal } = new AbortController();
  const setup = { run: run.run, experiment, problem, store: MEMORY_STORE, listen: () => undefined, signal };
  const open = await openSession(setup);
  try {
    const found = await findMember(run, open.session.method, options.member, options.step);
    options.onFound?.(found);
    await open.ready();
    const modelChange = describeModelChange(problem, description);
    return { ...(await evaluate(open.session, found)), ...(modelChange && { modelChange }) };
  } finally {
    await open.close();
  }
}

function withSettings(experiment: Experiment, { timeLimitSeconds }: ReplayOptions): Experiment {
  const { evaluation } = experiment;
  const limit = timeLimitSeconds ?? evaluation.timeLimitSeconds;
  return { ...experiment, evaluation: { ...evaluation, threads: 1, timeLimitSeconds: limit } };
}

async function evaluate(session: Session, { member, plan, parameters, failed }: FoundMember): Promise<Replay> {
  const { run, experiment, problem, queue } = session;
  const row = createSharedMatrix(1, parameters.length);
  row.data.set(parameters);
  const began = performance.now();
  const { predicted, outcomes } = await queue.evaluate({
    step: plan.step,
    purpose: 'replay',
    pointSet: 'train',
    members: Uint32Array.of(member),
    parameters: row,
    ...(plan.points && { pointIndices: plan.points }),
  });
  const seconds = (performance.now() - began) / 1000;
  const observed = observedOf(session, plan);
  const inDataUnits = toDataUnits(problem.outputs, predicted).data;
  const isEvaluated = outcomes[0].status === 'evaluated';
  return {
    run,
    member,
    step: plan.step,
    seed: experiment.ensemble.seed,
    parameters: nameParameters(problem.parameterNames, parameters),
    outcome: outcomes[0],
    seconds,
    ...(failed && { inTheRun: failed.failure }),
    observed: [...observed],
    ...(isEvaluated && { predicted: [...inDataUnits], rmse: rootMeanSquareError(inDataUnits, observed) }),
  };
}

/** The observations of the step in the units of the data. */
function observedOf({ problem, backend }: Session, { points }: StepPlan): Float64Array {
  const outputs = problem.outputs.scale.length;
  const observations = points
    ? selectObservations(problem.observations, expandPoints(points, outputs), backend)
    : problem.observations;
  return toDataUnits(problem.outputs, rowMatrix(observations.values)).data;
}
