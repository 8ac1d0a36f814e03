/** Forward passes of a whole ensemble on one thread: what a worker thread does with a batch. */
import { createMlpForward, outputCount } from '@enkit/models';
import { createBackend } from '@enkit/numerics';
import { norm } from './draws.ts';
import { drawNetwork, type DrawnNetwork } from './network.ts';
import { createPlainForward } from './plainForward.ts';
import { createSingleForward } from './singleForward.ts';
import type { ForwardWork, PreparedWork } from './work.ts';

export function forwardWork(work: ForwardWork): PreparedWork {
  const network = drawNetwork(work);
  const { specification, inputs } = network;
  if (work.backend === 'plain')
    return { detail: 'typed arrays', ...inDouble(createPlainForward(specification, inputs), network) };
  const backend = createBackend(work.backend);
  if (work.precision === 'f32')
    return { detail: backend.detail, ...inSingle(createSingleForward(specification, backend, inputs), network) };
  return { detail: backend.detail, ...inDouble(createMlpForward(specification, backend, inputs), network) };
}

const predictedOf = ({ specification, inputs }: DrawnNetwork): number => inputs.rows * outputCount(specification);

type Timed = Pick<PreparedWork, 'call' | 'checksum'>;

function inDouble(forward: (theta: Float64Array, into: Float64Array) => void, network: DrawnNetwork): Timed {
  const { rows, data } = network.parameters;
  return everyMember(forward, rows, data, new Float64Array(rows * predictedOf(network)));
}

function inSingle(forward: (theta: Float32Array, into: Float32Array) => void, network: DrawnNetwork): Timed {
  const { rows, data } = network.parameters;
  return everyMember(forward, rows, Float32Array.from(data), new Float32Array(rows * predictedOf(network)));
}

/** @param parameters of all members, one after the other; so are the predictions */
function everyMember<Data extends Float64Array | Float32Array>(
  forward: (theta: Data, into: Data) => void,
  members: number,
  parameters: Data,
  predicted: Data,
): Timed {
  const [count, width] = [parameters.length / members, predicted.length / members];
  const part = (all: Data, j: number, length: number): Data => all.subarray(j * length, (j + 1) * length) as Data;
  const call = (): void => {
    for (let j = 0; j < members; j++) forward(part(parameters, j, count), part(predicted, j, width));
  };
  call();
  return { checksum: norm(predicted), call };
}
