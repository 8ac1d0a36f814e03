/** What happens to members whose model failed: drop them, replace them by draws around the survivors, or stop. */
import { keepMembers, resampleMembers, type EnsembleState } from '@enkit/assimilation';
import { EnkitError, type EnsembleSettings, type EvaluationResult, type MemberFailure } from '@enkit/contracts';
import { rowOf, selectRows, type AnyMatrix, type Matrix } from '@enkit/numerics';

export type NamedFailure = MemberFailure & { readonly member: number };

export interface Survivors {
  readonly ensemble: EnsembleState;
  /** Rows of the survivors. */
  readonly predicted: Matrix;
  readonly failures: readonly NamedFailure[];
  /** Members evaluated, those evaluated again included. */
  readonly evaluations: number;
}

type Members = Pick<EnsembleState, 'members' | 'parameters'>;
type Evaluate = (members: Members, round: number) => Promise<EvaluationResult>;
/** Told the failures of each round with their parameters, a row each, before anything is decided. */
type Keep = (failures: readonly NamedFailure[], parameters: AnyMatrix, round: number) => Promise<void>;

/** A draw around the survivors can fail as well; then it is drawn again, this often. */
const RESAMPLING_ROUNDS = 5;

/**
 * Evaluates the ensemble under the experiment's policy; after the first round only what was drawn again. Throws
 * MEMBER_FAILED or TOO_FEW_MEMBERS.
 */
export async function evaluateUnderPolicy(
  ensemble: EnsembleState,
  settings: EnsembleSettings,
  evaluate: Evaluate,
  keep: Keep,
): Promise<Survivors> {
  const { policy } = settings.failedMembers;
  const failures: NamedFailure[] = [];
  let current = ensemble;
  let rows = Uint32Array.from(ensemble.members.keys());
  let predicted: Matrix | undefined;
  let evaluations = 0;
  for (let round = 0; ; round++) {
    const evaluated = round === 0 ? current : membersAt(current, rows);
    const result = await evaluate(evaluated, round);
    evaluations += rows.length;
    predicted = predicted ? replaceRows(predicted, rows, result.predicted) : result.predicted;
    const named = nameFailures(evaluated.members, result);
    rows = rows.filter((_, k) => result.outcomes[k].status === 'failed');
    if (rows.length === 0) return { ensemble: current, predicted, failures, evaluations };
    failures.push(...named);
    await keep(named, selectRows(current.parameters, rows), round);
    if (policy === 'fail') throw new EnkitError('MEMBER_FAILED', { got: describeFailures(failures) });
    assertEnough(current.members.length - rows.length, settings, failures);
    if (policy === 'drop' || round === RESAMPLING_ROUNDS)
      return { ...drop(current, predicted, new Set(rows)), failures, evaluations };
    current = drawAgain(current, rows, settings, round);
  }
}

function membersAt({ members, parameters }: EnsembleState, rows: Uint32Array): Members {
  return keepMembers(members, parameters, rows);
}

function drawAgain(
  ensemble: EnsembleState,
  rows: Uint32Array,
  { seed }: EnsembleSettings,
  round: number,
): EnsembleState {
  const { members, parameters, step } = ensemble;
  return { ...ensemble, parameters: resampleMembers(members, parameters, new Set(rows), seed, step + 1, round) };
}

/** `matrix`, its rows at `rows` overwritten by those of `newer` in turn. */
function replaceRows(matrix: Matrix, rows: Uint32Array, newer: Matrix): Matrix {
  rows.forEach((row, k) => rowOf(matrix, row).set(rowOf(newer, k)));
  return matrix;
}

/**
 * The ensemble without members that failed where no step follows in which others could be drawn. Throws MEMBER_FAILED
 * under the policy 'fail', and TOO_FEW_MEMBERS.
 */
export function leaveOut(
  ensemble: EnsembleState,
  settings: EnsembleSettings,
  failures: readonly NamedFailure[],
): EnsembleState {
  if (settings.failedMembers.policy === 'fail')
    throw new EnkitError('MEMBER_FAILED', { got: `after the last step: ${describeFailures(failures)}` });
  const failed = new Set(failures.map(({ member }) => member));
  assertEnough(ensemble.members.length - failed.size, settings, failures);
  const alive = Uint32Array.from(ensemble.members.keys()).filter((row) => !failed.has(ensemble.members[row]));
  return { ...ensemble, ...membersAt(ensemble, alive) };
}

/** The least number of members with which a run goes on. */
export function minimumMembers({ size, failedMembers }: EnsembleSettings): number {
  return failedMembers.minimum ?? Math.max(2, Math.ceil(size / 2));
}

function assertEnough(left: number, settings: EnsembleSettings, failures: readonly NamedFailure[]): void {
  const minimum = minimumMembers(settings);
  if (left >= minimum) return;
  throw new EnkitError('TOO_FEW_MEMBERS', {
    expected: `at least ${minimum} members`,
    got: `${left} of ${settings.size}; ${describeFailures(failures)}`,
  });
}

/** Those of the evaluated members that failed; outcomes beyond the members are no member's. */
export function nameFailures(members: Uint32Array, { outcomes }: EvaluationResult): NamedFailure[] {
  return outcomes
    .slice(0, members.length)
    .flatMap((outcome, k) => (outcome.status === 'failed' ? [{ ...outcome, member: members[k] }] : []));
}

const FAILURES_TOLD = 3;

export function describeFailures(failures: readonly NamedFailure[]): string {
  const told = failures
    .slice(0, FAILURES_TOLD)
    .map(({ member, code, message }) => `member ${member}: ${code} ${message}`);
  const more = failures.length > FAILURES_TOLD ? `, and ${failures.length - FAILURES_TOLD} more` : '';
  return told.join(', ') + more;
}

function drop(
  ensemble: EnsembleState,
  predicted: Matrix,
  failed: ReadonlySet<number>,
): Pick<Survivors, 'ensemble' | 'predicted'> {
  const alive = Uint32Array.from(ensemble.members.keys()).filter((row) => !failed.has(row));
  return {
    ensemble: { ...ensemble, ...membersAt(ensemble, alive) },
    predicted: selectRows(predicted, alive),
  };
}
