/** The times of members, apart for each kind of evaluation: another purpose, or other points, is other work. */
import { type EvaluationContext, evaluationKind, type EvaluationRequest } from '@enkit/contracts/evaluation';
import { MemberTimes } from './timeLimit.ts';

/** Gives the times of the members of a context that were evaluated for such a request, to be read and added to. */
export function createMemberTimesByKind(): (context: EvaluationContext, request: EvaluationRequest) => MemberTimes {
  const known = new WeakMap<EvaluationContext, Map<string, MemberTimes>>();
  return (context, request) => {
    const kinds = known.get(context) ?? new Map<string, MemberTimes>();
    known.set(context, kinds);
    const kind = evaluationKind(request);
    const times = kinds.get(kind) ?? new MemberTimes(context.timeLimitSeconds);
    kinds.set(kind, times);
    return times;
  };
}
