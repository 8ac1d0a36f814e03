/** Standard normals by the kernels, in an instance of their own for each thread: draws are the same with any backend. */
import { createWasmHeap } from './wasmHeap.ts';
import { instantiateKernels } from './wasmKernels.ts';

/** Blocks drawn at a time, of two normals each. */
const BLOCKS = 1024;

export interface NormalKernels {
  /** The pair of normals of two draws in [0, 1), valid until the next call. */
  pair(u: number, v: number): Float64Array;
  /** Fills with the normals of the blocks from counter[0] on, two a block; the last one may stay half used. */
  fill(into: Float64Array, key0: number, key1: number, counter: Uint32Array): void;
}

function load(): NormalKernels {
  const heap = createWasmHeap();
  const kernels = instantiateKernels(heap.memory);
  heap.open(kernels.firstFree());
  const address = heap.allocate(2 * BLOCKS * Float64Array.BYTES_PER_ELEMENT);
  const area = new Float64Array(heap.memory.buffer, address, 2 * BLOCKS);
  const whole = area.subarray(0, 2);
  return {
    pair(u, v) {
      kernels.normalPair(address, u, v);
      return whole;
    },
    fill(into, key0, key1, counter) {
      for (let at = 0; at < into.length; at += area.length) {
        const count = Math.min(area.length, into.length - at);
        const blocks = 4 * Math.ceil(count / 8);
        kernels.normals(address, blocks, key0, key1, counter[0] + at / 2, counter[1], counter[2], counter[3]);
        into.set(count === area.length ? area : area.subarray(0, count), at);
      }
    },
  };
}

let loaded: NormalKernels | undefined;

/** Throws NUM_BACKEND_UNAVAILABLE where this Node cannot run the kernels. */
export function normalKernels(): NormalKernels {
  loaded ??= load();
  return loaded;
}
