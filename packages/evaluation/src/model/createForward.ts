/** The forward function of a model specification on one set of points. */
import type { ModelSpecification } from '@enkit/contracts';
import { EnkitError } from '@enkit/contracts/errors';
import { createMlpForward } from '@enkit/models';
import type { Backend, Matrix } from '@enkit/numerics';
import { takeOutput } from './checkedOutput.ts';
import type { Forward, ForwardFunction } from './forwardFunction.ts';
import { describeThrown, MemberError } from './memberError.ts';
import { loadModule } from './moduleModel.ts';

/** @param inputs M x nIn */
export async function createForward(model: ModelSpecification, backend: Backend, inputs: Matrix): Promise<Forward> {
  switch (model.type) {
    case 'mlp': {
      const forward = createMlpForward(model, backend, inputs);
      return (parameters, _context, into) => backend.allFinite(forward(parameters, into));
    }
    case 'module':
      return forwardOfFunction(await loadModule(model));
    case 'function':
      throw new EnkitError('MODEL_NOT_FOUND', {
        expected: 'a model that a worker can load',
        got: 'a function of the calling program',
        suggestion: 'put the function in a module and give its file',
      });
  }
}

/** A user's function with its failures told apart. */
export function forwardOfFunction(forward: ForwardFunction): Forward {
  return async (parameters, context, into) => {
    let value: unknown;
    try {
      value = await forward(Float64Array.from(parameters), context);
    } catch (thrown) {
      throw new MemberError('MEMBER_THREW', describeThrown(thrown));
    }
    takeOutput(value, into);
  };
}
