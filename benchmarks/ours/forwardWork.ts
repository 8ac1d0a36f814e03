/** Forward passes of a whole ensemble on one thread: what a worker thread does with a batch. */
import { createMlpForward, outputCount, type MlpForward } from '@enkit/models';
import { createBackend, createMatrix, NumericsError, rowOf } from '@enkit/numerics';
import { norm } from './draws.ts';
import { drawNetwork, type DrawnNetwork } from './network.ts';
import { createPlainForward } from './plainForward.ts';
import type { ForwardWork, PreparedWork } from './work.ts';

export function forwardWork(work: ForwardWork): PreparedWork {
  if (work.precision === 'f32')
    throw new NumericsError('NUM_BACKEND_UNAVAILABLE', 'this build has no forward pass in single precision');
  const network = drawNetwork(work);
  const { forward, detail } = createForward(work, network);
  const predicted = createMatrix(work.members, work.points * outputCount(network.specification));
  const call = (): void => {
    for (let j = 0; j < work.members; j++) forward(rowOf(network.parameters, j), rowOf(predicted, j));
  };
  call();
  return { detail, checksum: norm(predicted.data), call };
}

function createForward(
  { backend: name }: ForwardWork,
  { specification, inputs }: DrawnNetwork,
): { forward: MlpForward; detail: string } {
  if (name === 'plain') return { forward: createPlainForward(specification, inputs), detail: 'typed arrays' };
  const backend = createBackend(name);
  return { forward: createMlpForward(specification, backend, inputs), detail: backend.detail };
}
