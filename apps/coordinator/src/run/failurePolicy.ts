/** What happens to members whose model failed: drop them, replace them by draws around the survivors, or stop. */
import { keepMembers, resampleMembers, type EnsembleState } from '@enkit/assimilation';
import { EnkitError, type EnsembleSettings, type EvaluationResult, type MemberFailure } from '@enkit/contracts';
import { selectRows, type Matrix } from '@enkit/numerics';

export type NamedFailure = MemberFailure & { readonly member: number };

export interface Survivors {
  readonly ensemble: EnsembleState;
  /** Rows of the survivors. */
  readonly predicted: Matrix;
  readonly failures: readonly NamedFailure[];
  /** Members evaluated, those evaluated again included. */
  readonly evaluations: number;
}

type Evaluate = (ensemble: EnsembleState, round: number) => Promise<EvaluationResult>;
/** Told the failures of each round with their parameters, a row each, before anything is decided. */
type Keep = (failures: readonly NamedFailure[], parameters: Matrix, round: number) => Promise<void>;

/** A draw around the survivors can fail as well; then it is drawn again, this often. */
const RESAMPLING_ROUNDS = 5;

/** Evaluates the ensemble under the experiment's policy. Throws MEMBER_FAILED or TOO_FEW_MEMBERS. */
export async function evaluateUnderPolicy(
  ensemble: EnsembleState,
  settings: EnsembleSettings,
  evaluate: Evaluate,
  keep: Keep,
): Promise<Survivors> {
  const { policy } = settings.failedMembers;
  let [current, evaluations] = [ensemble, 0];
  const failures: NamedFailure[] = [];
  for (let round = 0; ; round++) {
    const result = await evaluate(current, round);
    evaluations += current.members.length;
    const failed = failedPositions(result);
    if (failed.size === 0) return { ensemble: current, predicted: result.predicted, failures, evaluations };
    const named = nameFailures(current, result);
    failures.push(...named);
    await keep(named, selectRows(current.parameters, Uint32Array.from(failed)), round);
    if (policy === 'fail') throw new EnkitError('MEMBER_FAILED', { got: describeFailures(failures) });
    assertEnough(current.members.length - failed.size, settings, failures);
    if (policy === 'drop' || round === RESAMPLING_ROUNDS)
      return { ...drop(current, result, failed), failures, evaluations };
    const parameters = resampleMembers(
      current.members,
      current.parameters,
      failed,
      settings.seed,
      current.step + 1,
      round,
    );
    current = withParameters(current, parameters);
  }
}

function withParameters(ensemble: EnsembleState, parameters: Matrix): EnsembleState {
  return { ...ensemble, parameters };
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

function failedPositions({ outcomes }: EvaluationResult): Set<number> {
  return new Set(outcomes.flatMap((outcome, row) => (outcome.status === 'failed' ? [row] : [])));
}

function nameFailures({ members }: EnsembleState, { outcomes }: EvaluationResult): NamedFailure[] {
  return outcomes.flatMap((outcome, row) =>
    outcome.status === 'failed' ? [{ ...outcome, member: members[row] }] : [],
  );
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
  { predicted }: EvaluationResult,
  failed: ReadonlySet<number>,
): Pick<Survivors, 'ensemble' | 'predicted'> {
  const alive = Uint32Array.from(ensemble.members.keys()).filter((row) => !failed.has(row));
  return {
    ensemble: { ...ensemble, ...keepMembers(ensemble.members, ensemble.parameters, alive) },
    predicted: selectRows(predicted, alive),
  };
}
