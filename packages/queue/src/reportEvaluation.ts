/** Tells how each batch ended, for those that count: a worker, or a coordinator that evaluates in its own process. */
import type { MemberOutcome } from '@enkit/contracts';
import type { EvaluateBatch } from './evaluateBatch.ts';
import { Stop } from './worker/stop.ts';

export interface BatchEnd {
  /** handed-back: given up for another worker; lock-lost: another worker has it already. */
  readonly outcome: 'completed' | 'failed' | 'handed-back' | 'lock-lost';
  readonly seconds: number;
  /** One a member; empty when the batch did not complete. */
  readonly members: readonly MemberOutcome[];
}

/** A batch that was stopped for no fault of its own is none that failed. */
function outcomeOf({ aborted, reason }: AbortSignal): BatchEnd['outcome'] {
  if (aborted && reason instanceof Stop) return reason.why;
  return 'failed';
}

/** The same evaluation, with the end of each batch told. */
export function reportEvaluation(evaluate: EvaluateBatch, onEnd: (end: BatchEnd) => void): EvaluateBatch {
  return async (job, signal) => {
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1000;
    try {
      const result = await evaluate(job, signal);
      onEnd({ outcome: 'completed', seconds: seconds(), members: result.outcomes });
      return result;
    } catch (error) {
      onEnd({ outcome: outcomeOf(signal), seconds: seconds(), members: [] });
      throw error;
    }
  };
}
