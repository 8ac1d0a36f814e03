/** Puts the results of batches, in whatever order they come, into one result in the order of the request's members. */
import { EnkitError, type EvaluationResult, type MemberBatch, type MemberOutcome } from '@enkit/contracts';
import { createSharedMatrix, type Matrix, viewRows } from '@enkit/numerics';
import { repeated } from './repeated.ts';

export interface ResultAssembly {
  /**
   * Takes over one batch; rows that have a result already get this one instead. Throws RESULT_SHAPE when its shape is
   * not that of the batch and of the results before.
   */
  add(batch: MemberBatch, result: EvaluationResult): void;
  readonly done: number;
  readonly failed: number;
  /** The whole result; call it when `done` is the number of members. */
  result(): EvaluationResult;
}

/** Gives shared memory for a result, whatever numbers lie there: every row of it is written. */
export type TakeMatrix = (rows: number, columns: number) => Matrix;

function checkShape(batch: MemberBatch, result: EvaluationResult, columns: number): void {
  const { predicted, outcomes } = result;
  if (predicted.rows === batch.count && outcomes.length === batch.count && predicted.columns === columns) return;
  throw new EnkitError('RESULT_SHAPE', {
    expected: `${batch.count} x ${columns} predictions and ${batch.count} outcomes for members ${batch.first} to ${batch.first + batch.count - 1}`,
    got: `${predicted.rows} x ${predicted.columns} and ${outcomes.length}`,
  });
}

/** The rows of a batch, as a view. */
export function batchRows(matrix: Matrix, { first, count }: MemberBatch): Matrix {
  return viewRows(matrix, first, first + count);
}

function isSameMemory(a: Matrix, b: Matrix): boolean {
  return a.data.buffer === b.data.buffer && a.data.byteOffset === b.data.byteOffset;
}

/**
 * An assembly of `members` results; the number of predictions a member, Nd, is that of the first batch.
 * @param given members x Nd, where the result is to lie; a batch that was written there is not copied
 */
export function createResultAssembly(members: number, given?: Matrix): ResultAssembly {
  const outcomes = repeated<MemberOutcome | undefined>(undefined, members);
  let predicted = given;
  let done = 0;
  let failed = 0;
  return {
    get done() {
      return done;
    },
    get failed() {
      return failed;
    },
    add(batch, result) {
      checkShape(batch, result, predicted?.columns ?? result.predicted.columns);
      predicted ??= createSharedMatrix(members, result.predicted.columns);
      const target = batchRows(predicted, batch);
      if (!isSameMemory(target, result.predicted)) target.data.set(result.predicted.data);
      result.outcomes.forEach((outcome, k) => {
        const before = outcomes[batch.first + k];
        if (outcome === before) return;
        outcomes[batch.first + k] = outcome;
        if (!before) done++;
        if (outcome.status === 'failed') failed++;
        if (before?.status === 'failed') failed--;
      });
    },
    result: () => ({
      predicted: predicted ?? createSharedMatrix(members, 0),
      outcomes: outcomes as MemberOutcome[],
    }),
  };
}
