import type { EvaluationContext, EvaluationRequest, EvaluationResult } from '@enkit/contracts';
import type { Matrix } from '@enkit/numerics';

/** One batch of members, with all that is needed to evaluate it. */
export interface BatchJob {
  readonly context: EvaluationContext;
  /** The batch as a request of its own: `members` and `parameters` hold the batch's rows only. */
  readonly request: EvaluationRequest;
  /** n x Nd on shared memory, where the predictions may be written; the result is then this matrix. */
  readonly into?: Matrix;
  /** Threads that may share the batch; default: 1. */
  readonly threads?: number;
}

/**
 * Evaluates one batch, as both adapters call it. A member that fails is an outcome; a rejection means that the batch
 * could not be evaluated at all. When `signal` aborts, the function stops its threads and rejects.
 */
export type EvaluateBatch = (job: BatchJob, signal: AbortSignal) => Promise<EvaluationResult>;
