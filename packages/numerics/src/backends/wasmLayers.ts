/** Dense layers one after the other on the `wasm` backend: a member costs a call of the kernels a layer and two copies. */
import type { DenseLayers, EvaluateLayers } from '../backend.ts';
import { checkDense } from '../shapes.ts';
import { layersByDense } from './denseLayers.ts';
import { codeOf, dense } from './wasmDense.ts';
import type { WasmHeap } from './wasmHeap.ts';
import type { DenseKernel } from './wasmKernels.ts';
import type { WasmPrecision } from './wasmPrecision.ts';

/** What the kernel is called with for each layer, or undefined if one of them lies outside its memory. */
function locate<Data extends Float64Array | Float32Array>(
  heap: WasmHeap,
  { layers, values }: DenseLayers<Data>,
): Parameters<DenseKernel>[] | undefined {
  const calls: Parameters<DenseKernel>[] = [];
  for (const [l, { weights, bias, activation }] of layers.entries()) {
    const [inputs, outputs] = [values[l], values[l + 1]];
    checkDense(weights, bias, inputs, outputs);
    const [w, b, x, y] = [weights.data, bias, inputs.data, outputs.data].map((data) => heap.addressOf(data));
    if (w === undefined || b === undefined || x === undefined || y === undefined) return undefined;
    calls.push([weights.rows, inputs.columns, weights.columns, w, b, x, y, codeOf(activation)]);
  }
  return calls;
}

export function denseLayers<Data extends Float64Array | Float32Array>(
  heap: WasmHeap,
  precision: WasmPrecision<Data>,
  network: DenseLayers<Data>,
): EvaluateLayers {
  const exchange = precision.exchange(network);
  const calls = locate(heap, network);
  if (!calls) return layersByDense((...layer) => dense(precision, ...layer), network, exchange);
  const kernel = precision.dense;
  return (parameters) => {
    exchange.write(parameters);
    for (let l = 0; l < calls.length; l++) {
      const [units, points, inputs, weights, bias, values, out, activation] = calls[l];
      kernel(units, points, inputs, weights, bias, values, out, activation);
    }
    return exchange.read();
  };
}
