/** Looks up the parameters that a member had in a step: where it failed, or in the checkpoint before the step. */
import type { AssimilationMethod, Plan, StepPlan } from '@enkit/assimilation';
import { EnkitError } from '@enkit/contracts';
import { createMatrix, rowOf } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { fromCheckpoint } from '../run/checkpointContent.ts';
import { createParameterReader, readFailedMembers, type FailedMember } from './failedMember.ts';

export interface FoundMember {
  readonly member: number;
  /** Of the step in which it is evaluated. */
  readonly plan: StepPlan;
  /** Nm. */
  readonly parameters: Float64Array;
  /** What became of it in the run, when it failed there with these parameters. */
  readonly failed?: FailedMember | undefined;
}

type Planner = Pick<AssimilationMethod, 'plan'>;

/** Throws MEMBER_NOT_STORED. @param step default: the last step in which it failed, else the newest that is stored */
export async function findMember(
  run: RunDirectory,
  method: Planner,
  member: number,
  step?: number,
): Promise<FoundMember> {
  const failures = (await readFailedMembers(run)).filter(({ failure }) => failure.member === member);
  const failed = failures.findLast(({ evaluation, kept }) => kept && (step ?? evaluation.step) === evaluation.step);
  const parameters = failed && (await createParameterReader(run)(failed));
  if (failed && parameters)
    return { member, parameters, failed, plan: planOf(run, method, failed.evaluation.step, parameters) };
  return findInCheckpoint(run, method, member, step ?? (await newestStep(run, method)));
}

function notStored(run: RunDirectory, expected: string, got: string): EnkitError {
  return new EnkitError('MEMBER_NOT_STORED', { location: { file: run.path }, expected, got });
}

/** The points of a step follow from its number. */
function nextOf(method: Planner, step: number, parameters: Float64Array): Plan {
  const ensemble = createMatrix(1, parameters.length, parameters);
  return method.plan({ step: step - 1, members: Uint32Array.of(0), parameters: ensemble, inverseAlphaSum: 0 });
}

function planOf(run: RunDirectory, method: Planner, step: number, parameters: Float64Array): StepPlan {
  const next = nextOf(method, step, parameters);
  if (next.kind === 'step') return next.plan;
  throw notStored(run, 'a step of the run', `step ${step}: the run has ${step - 1} (${next.reason})`);
}

/** Steps whose members lie in a checkpoint, "4, 5". */
async function storedSteps(run: RunDirectory, method: Planner): Promise<string> {
  const after = (await run.checkpointSteps()).map((step) => step + 1).reverse();
  return after.filter((step) => nextOf(method, step, new Float64Array(0)).kind === 'step').join(', ');
}

/** The step after the newest checkpoint; the last one of a run that has no more. */
async function newestStep(run: RunDirectory, method: Planner): Promise<number> {
  const checkpoint = await run.latestCheckpoint();
  if (!checkpoint) throw notStored(run, 'a checkpoint', 'none');
  const { ensemble } = fromCheckpoint(checkpoint);
  return method.plan(ensemble).kind === 'step' ? ensemble.step + 1 : ensemble.step;
}

async function findInCheckpoint(
  run: RunDirectory,
  method: Planner,
  member: number,
  step: number,
): Promise<FoundMember> {
  const checkpoint = await run.checkpointOf(step - 1);
  if (!checkpoint)
    throw notStored(
      run,
      `step ${await storedSteps(run, method)}, or one in which member ${member} failed`,
      `step ${step}`,
    );
  const { ensemble } = fromCheckpoint(checkpoint);
  const row = ensemble.members.indexOf(member);
  if (row < 0)
    throw notStored(run, `one of the ${ensemble.members.length} members of step ${step}`, `member ${member}`);
  const parameters = Float64Array.from(rowOf(ensemble.parameters, row));
  return { member, parameters, plan: planOf(run, method, step, parameters) };
}
