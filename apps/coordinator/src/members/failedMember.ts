/** The failed members of a run, one entry for each failure, with where its parameters lie. */
import type { FailedEvaluation } from '@enkit/contracts';
import { rowOf, type Matrix } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';

export interface FailedMember {
  readonly evaluation: FailedEvaluation;
  /** Position among the failures of the evaluation. */
  readonly index: number;
  readonly failure: FailedEvaluation['failures'][number];
  /** Whether its parameters are kept: a run keeps a bounded number of bytes. */
  readonly kept: boolean;
}

/** By step, round and member. Errors: RUN_CORRUPT. */
export async function readFailedMembers(run: RunDirectory): Promise<readonly FailedMember[]> {
  const evaluations = await run.readFailedMembers();
  return evaluations.flatMap((evaluation) =>
    evaluation.failures.map((failure, index) => ({ evaluation, index, failure, kept: index < evaluation.kept })),
  );
}

/** Gives the parameters with which a member failed, Nm, or undefined when they were not kept. Errors: RUN_CORRUPT. */
export type ReadParameters = (failed: FailedMember) => Promise<Float64Array | undefined>;

/** A reader that holds one file at a time: ask in the order of the list. */
export function createParameterReader(run: RunDirectory): ReadParameters {
  let last: { readonly evaluation: FailedEvaluation; readonly parameters: Matrix } | undefined;
  return async ({ evaluation, index, kept }) => {
    if (!kept) return undefined;
    if (last?.evaluation !== evaluation) last = { evaluation, parameters: await run.readFailedParameters(evaluation) };
    return rowOf(last.parameters, index);
  };
}
