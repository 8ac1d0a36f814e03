/** Forward passes of a whole ensemble on one thread: what a worker thread does with a batch. */
import { createMlpForward, type MlpSpecification, parameterCount } from '@enkit/models';
import { createBackend, createMatrix, NumericsError } from '@enkit/numerics';
import { drawn, norm } from './draws.ts';
import { createPlainForward } from './plainForward.ts';
import type { ForwardWork, PreparedWork } from './work.ts';

const PARAMETERS_SEED = 1;
const INPUTS_SEED = 2;
const INPUT_SCALE = 6;

export function forwardWork(work: ForwardWork): PreparedWork {
  if (work.precision === 'f32')
    throw new NumericsError('NUM_BACKEND_UNAVAILABLE', 'this build has no forward pass in single precision');
  const { layers, activation, members, points } = work;
  const specification: MlpSpecification = { type: 'mlp', layers, activation, outputActivation: 'identity' };
  const count = parameterCount(specification);
  const parameters = drawn(PARAMETERS_SEED, work.weightScale, members * count);
  const inputs = createMatrix(points, layers[0], drawn(INPUTS_SEED, INPUT_SCALE, points * layers[0]));
  const width = points * layers[layers.length - 1];
  const predicted = new Float64Array(members * width);
  const { forward, detail } = createForward(work, specification, inputs);
  const call = (): void => {
    for (let j = 0; j < members; j++)
      forward(parameters.subarray(j * count, (j + 1) * count), predicted.subarray(j * width, (j + 1) * width));
  };
  call();
  return { detail, checksum: norm(predicted), call };
}

function createForward(
  work: ForwardWork,
  specification: MlpSpecification,
  inputs: ReturnType<typeof createMatrix>,
): { forward: (parameters: Float64Array, into: Float64Array) => void; detail: string } {
  if (work.backend === 'plain') return { forward: createPlainForward(specification, inputs), detail: 'typed arrays' };
  const backend = createBackend(work.backend);
  return { forward: createMlpForward(specification, backend, inputs), detail: backend.detail };
}
