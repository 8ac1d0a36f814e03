/** One instance of the kernels with its memory: what every operation of the `wasm` backend works with. */
import { createWasmHeap, type WasmHeap } from './wasmHeap.ts';
import { instantiateKernels, type WasmKernels } from './wasmKernels.ts';
import { doublePrecision, singlePrecision, type WasmPrecision } from './wasmPrecision.ts';
import { createWorkspaces } from './wasmWorkspaces.ts';
import { allowWide, chooseWidth, PROBE_BYTES, type WasmWidth } from './wasmWidth.ts';

export interface WasmContext {
  readonly heap: WasmHeap;
  readonly kernels: WasmKernels;
  readonly double: WasmPrecision<Float64Array>;
  readonly single: WasmPrecision<Float32Array>;
  readonly width: WasmWidth;
}

let known: WasmWidth | undefined;

/** Throws NUM_BACKEND_UNAVAILABLE where this Node or this machine cannot run the kernels. */
export function createWasmContext(): WasmContext {
  allowWide();
  const heap = createWasmHeap();
  const kernels = instantiateKernels(heap.memory);
  heap.open(kernels.firstFree());
  const probeArea = heap.allocate(PROBE_BYTES);
  const width = chooseWidth(kernels, probeArea);
  heap.release(probeArea);
  known = width;
  const double = doublePrecision(heap, kernels);
  return { heap, kernels, double, single: singlePrecision(heap, kernels, createWorkspaces(heap, double)), width };
}

/** How wide the kernels run in this thread. Throws NUM_BACKEND_UNAVAILABLE. */
export function kernelWidth(): WasmWidth {
  return known ?? createWasmContext().width;
}
