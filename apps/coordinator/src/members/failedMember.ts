/** The failed members of a run, one entry for each failure, with where its parameters lie. */
import type { FailedEvaluation } from '@enkit/contracts';
import { rowOf } from '@enkit/numerics';
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

/** The parameters with which it failed, Nm; undefined when they were not kept. Errors: RUN_CORRUPT. */
export async function readParameters(
  run: RunDirectory,
  { evaluation, index, kept }: FailedMember,
): Promise<Float64Array | undefined> {
  return kept ? rowOf(await run.readFailedParameters(evaluation), index) : undefined;
}
