/** Forward passes of a whole ensemble on one thread: what a worker thread does with a batch. */
import { createMlpForward, outputCount } from '@enkit/models';
import { createBackend, createMatrix, rowOf } from '@enkit/numerics';
import { norm } from './draws.ts';
import { drawNetwork, type DrawnNetwork } from './network.ts';
import { createPlainForward, type PlainForward } from './plainForward.ts';
import { type ForwardWork, precisionNamed, type PreparedWork } from './work.ts';

export function forwardWork(work: ForwardWork): PreparedWork {
  const network = drawNetwork(work);
  const { specification, inputs } = network;
  if (work.backend === 'plain')
    return { detail: 'typed arrays', ...everyMember(createPlainForward(specification, inputs), network) };
  const backend = createBackend(work.backend);
  const precision = precisionNamed(work.precision);
  const forward = createMlpForward({ ...specification, precision }, backend, inputs);
  return { detail: backend.detail, ...everyMember(forward, network) };
}

function everyMember(
  forward: (...given: Parameters<PlainForward>) => unknown,
  { specification, inputs, parameters }: DrawnNetwork,
): Pick<PreparedWork, 'call' | 'checksum'> {
  const predicted = createMatrix(parameters.rows, inputs.rows * outputCount(specification));
  const call = (): void => {
    for (let j = 0; j < parameters.rows; j++) forward(rowOf(parameters, j), rowOf(predicted, j));
  };
  call();
  return { checksum: norm(predicted.data), call };
}
