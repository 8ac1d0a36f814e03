/** Worker threads with an equal share of the members each, on shared memory: the rate that a queue is held against. */
import { outputCount } from '@enkit/models';
import { createSharedMatrix } from '@enkit/numerics';
import { Worker } from 'node:worker_threads';
import type { Share } from './bareThread.ts';
import type { DrawnNetwork } from './network.ts';

export interface BareThreads {
  readonly evaluate: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function startBareThreads({ specification, inputs, parameters }: DrawnNetwork, threads: number): BareThreads {
  const predicted = createSharedMatrix(parameters.rows, inputs.rows * outputCount(specification));
  const signal = new Int32Array(new SharedArrayBuffer(8));
  const share = Math.ceil(parameters.rows / threads);
  const workers = Array.from({ length: threads }, (_, k) => {
    const [from, to] = [k * share, Math.min(parameters.rows, (k + 1) * share)];
    const workerData: Share = { specification, inputs, parameters, predicted, from, to, signal };
    return new Worker(new URL('./bareThread.ts', import.meta.url), { workerData });
  });
  return {
    async evaluate() {
      const target = Atomics.load(signal, 1) + threads;
      Atomics.add(signal, 0, 1);
      Atomics.notify(signal, 0);
      for (let done = Atomics.load(signal, 1); done < target; done = Atomics.load(signal, 1))
        await Atomics.waitAsync(signal, 1, done).value;
    },
    close: async () => void (await Promise.all(workers.map((worker) => worker.terminate()))),
  };
}
