/** What differs between the kernels for doubles and those for floats: the size of an element, the views, the exports. */
import type { Arithmetic, DenseLayers } from '../backend.ts';
import { createMatrix, createSingleMatrix, type Matrix, type MatrixOf, type SingleMatrix } from '../matrix.ts';
import { type Exchange, exchangeByCopy } from './denseLayers.ts';
import type { WasmHeap } from './wasmHeap.ts';
import type { ActivationKernel, DenseKernel, PackingKernel, ProductKernel, WasmKernels } from './wasmKernels.ts';
import { createWasmOperands, type WasmOperands } from './wasmOperands.ts';

export interface WasmPrecision<Data extends Float64Array | Float32Array> {
  readonly operands: WasmOperands;
  readonly multiply: ProductKernel;
  readonly dense: DenseKernel;
  readonly densePacked: DenseKernel;
  readonly packValues: PackingKernel;
  readonly activate: ActivationKernel;
  /** Zero-filled, outside the kernels' memory. */
  readonly create: (rows: number, columns: number) => MatrixOf<Data>;
  /** Parameters into the memory of a network, and its last values out of it. */
  readonly exchange: (network: DenseLayers<Data>) => Exchange;
  /** A view of `count` elements at a byte address. */
  readonly viewAt: (address: number, count: number) => Data;
}

/** Conversions are the kernels': `set` of an array of the other kind takes as long as a layer of a small network. */
function exchangeFloats(
  heap: WasmHeap,
  kernels: WasmKernels,
  workspace: Arithmetic<Float64Array>['workspace'],
  network: DenseLayers<Float32Array>,
): Exchange {
  const { parameters, values: all } = network;
  const last = all[all.length - 1];
  const [given, told] = [doublesOf('parameters', parameters, workspace), doublesOf('values', last, workspace)];
  const [from, to, out, into] = [given, parameters, last, told].map(({ data }) => heap.addressOf(data));
  if (from === undefined || to === undefined || out === undefined || into === undefined) return exchangeByCopy(network);
  return {
    write(values) {
      if (values instanceof Float32Array) return parameters.data.set(values);
      given.data.set(values);
      kernels.demote(from, to, values.length);
    },
    read() {
      kernels.promote(out, into, told.data.length);
      return told.data;
    },
  };
}

function doublesOf(what: string, { data }: SingleMatrix, workspace: Arithmetic<Float64Array>['workspace']): Matrix {
  return workspace(`layers.${what}.${data.length}`, 1, data.length);
}

export function doublePrecision(heap: WasmHeap, kernels: WasmKernels): WasmPrecision<Float64Array> {
  return {
    operands: createWasmOperands(heap, 8, () => heap.doubles()),
    multiply: kernels.multiply,
    dense: kernels.dense,
    densePacked: kernels.densePacked,
    packValues: kernels.packValues,
    activate: kernels.activate,
    exchange: exchangeByCopy,
    create: createMatrix,
    viewAt: (address, count) => new Float64Array(heap.memory.buffer, address, count),
  };
}

/** @param workspace of doubles, through which those outside this memory are converted */
export function singlePrecision(
  heap: WasmHeap,
  kernels: WasmKernels,
  workspace: Arithmetic<Float64Array>['workspace'],
): WasmPrecision<Float32Array> {
  return {
    operands: createWasmOperands(heap, 4, () => heap.floats()),
    multiply: kernels.multiplyFloats,
    dense: kernels.denseFloats,
    densePacked: kernels.densePackedFloats,
    packValues: kernels.packValueFloats,
    activate: kernels.activateFloats,
    exchange: (network) => exchangeFloats(heap, kernels, workspace, network),
    create: createSingleMatrix,
    viewAt: (address, count) => new Float32Array(heap.memory.buffer, address, count),
  };
}
