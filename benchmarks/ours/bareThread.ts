/** A worker thread that evaluates its share of the members whenever it is told to, and nothing else. */
import { createMlpForward, type MlpSpecification } from '@enkit/models';
import { createBackend, type Matrix, rowOf } from '@enkit/numerics';
import { workerData } from 'node:worker_threads';

export interface Share {
  readonly specification: MlpSpecification;
  readonly inputs: Matrix;
  readonly parameters: Matrix;
  readonly predicted: Matrix;
  readonly from: number;
  readonly to: number;
  /** On shared memory: [evaluations asked for, shares done]. */
  readonly signal: Int32Array;
}

const { specification, inputs, parameters, predicted, from, to, signal } = workerData as Share;
const forward = createMlpForward(specification, createBackend('wasm'), inputs);
for (let asked = 0; ; asked++) {
  Atomics.wait(signal, 0, asked);
  for (let j = from; j < to; j++) forward(rowOf(parameters, j), rowOf(predicted, j));
  Atomics.add(signal, 1, 1);
  Atomics.notify(signal, 1);
}
