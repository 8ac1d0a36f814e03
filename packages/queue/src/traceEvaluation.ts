import type { Tracer } from '@enkit/contracts';
import type { EvaluateBatch } from './evaluateBatch.ts';

/** The same evaluation, each batch in a span that says what it is of. */
export function traceEvaluation(tracer: Tracer, evaluate: EvaluateBatch): EvaluateBatch {
  return (job, signal) => {
    const { step, purpose, members } = job.request;
    const attributes = {
      'enkit.run': job.context.run,
      'enkit.step': step,
      'enkit.purpose': purpose,
      'enkit.members': members.length,
      'enkit.first_member': members[0] ?? 0,
    };
    return tracer.span('batch', attributes, async (span) => {
      const result = await evaluate(job, signal);
      const failed = result.outcomes.filter(({ status }) => status === 'failed').length;
      span.set({ 'enkit.members_failed': failed });
      return result;
    });
  };
}
