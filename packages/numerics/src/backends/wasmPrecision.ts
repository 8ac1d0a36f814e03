/** What differs between the kernels for doubles and those for floats: the size of an element, the views, the exports. */
import { createMatrix, createSingleMatrix, type MatrixOf } from '../matrix.ts';
import type { WasmHeap } from './wasmHeap.ts';
import type { ActivationKernel, DenseKernel, ProductKernel, WasmKernels } from './wasmKernels.ts';
import { createWasmOperands, type WasmOperands } from './wasmOperands.ts';

export interface WasmPrecision<Data extends Float64Array | Float32Array> {
  readonly operands: WasmOperands;
  readonly multiply: ProductKernel;
  readonly dense: DenseKernel;
  readonly activate: ActivationKernel;
  /** Zero-filled, outside the kernels' memory. */
  readonly create: (rows: number, columns: number) => MatrixOf<Data>;
  /** A view of `count` elements at a byte address. */
  readonly viewAt: (address: number, count: number) => Data;
}

export function doublePrecision(heap: WasmHeap, kernels: WasmKernels): WasmPrecision<Float64Array> {
  return {
    operands: createWasmOperands(heap, 8, () => heap.doubles()),
    multiply: kernels.multiply,
    dense: kernels.dense,
    activate: kernels.activate,
    create: createMatrix,
    viewAt: (address, count) => new Float64Array(heap.memory.buffer, address, count),
  };
}

export function singlePrecision(heap: WasmHeap, kernels: WasmKernels): WasmPrecision<Float32Array> {
  return {
    operands: createWasmOperands(heap, 4, () => heap.floats()),
    multiply: kernels.multiplyFloats,
    dense: kernels.denseFloats,
    activate: kernels.activateFloats,
    create: createSingleMatrix,
    viewAt: (address, count) => new Float32Array(heap.memory.buffer, address, count),
  };
}
