/** Evaluates a function of the calling program on its own thread: for the library's users with a cheap model. */
import type { EvaluationContext, EvaluationRequest, EvaluationResult, MemberOutcome } from '@enkit/contracts';
import { createSharedMatrix, selectRows } from '@enkit/numerics';
import { evaluateRows } from './evaluateRows.ts';
import { forwardOfFunction } from './model/createForward.ts';
import type { ForwardFunction } from './model/forwardFunction.ts';
import { outputsOf } from './threads/forwardPool.ts';

type Evaluate = (
  job: { readonly context: EvaluationContext; readonly request: EvaluationRequest },
  signal: AbortSignal,
) => Promise<EvaluationResult>;

/** An evaluate function for `forward`. Between members it yields to the event loop and heeds the signal. */
export function createInlineEvaluator(forward: ForwardFunction): Evaluate {
  const checked = forwardOfFunction(forward);
  return async ({ context, request }, signal) => {
    const all = context.points[request.pointSet];
    const inputs = request.pointIndices ? selectRows(all, request.pointIndices) : all;
    const predicted = createSharedMatrix(request.members.length, inputs.rows * outputsOf(context.model));
    const rows = {
      forward: checked,
      inputs,
      step: request.step,
      seed: context.seed,
      members: request.members,
      parameters: request.parameters,
      predicted,
    };
    const outcomes: MemberOutcome[] = [];
    await evaluateRows(rows, {
      next: () => outcomes.length,
      starts: () => signal.throwIfAborted(),
      ends: (_, outcome) => outcomes.push(outcome),
    });
    return { predicted, outcomes };
  };
}
