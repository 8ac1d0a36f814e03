/** Dense layers one after the other on the `wasm` backend: a member costs a call of the kernels a layer and two copies. */
import type { Arithmetic, DenseLayers, EvaluateLayers } from '../backend.ts';
import { checkDense } from '../shapes.ts';
import { layersByDense } from './denseLayers.ts';
import { codeOf, dense } from './wasmDense.ts';
import type { WasmHeap } from './wasmHeap.ts';
import type { DenseKernel } from './wasmKernels.ts';
import type { WasmPrecision } from './wasmPrecision.ts';

type Floats = Float64Array | Float32Array;
type Call = Parameters<DenseKernel>;

/** Elements of inputs that are packed once for all members: fewer are read where they lie, more would take too much memory. */
const FEWEST_PACKED = 8193;
const MOST_PACKED = 2 ** 22;

/** What the kernel is called with for each layer, or undefined if one of them lies outside its memory. */
function locate<Data extends Floats>(heap: WasmHeap, { layers, values }: DenseLayers<Data>): Call[] | undefined {
  const calls: Call[] = [];
  for (const [l, { weights, bias, activation }] of layers.entries()) {
    const [inputs, outputs] = [values[l], values[l + 1]];
    checkDense(weights, bias, inputs, outputs);
    const [w, b, x, y] = [weights.data, bias, inputs.data, outputs.data].map((data) => heap.addressOf(data));
    if (w === undefined || b === undefined || x === undefined || y === undefined) return undefined;
    calls.push([weights.rows, inputs.columns, weights.columns, w, b, x, y, codeOf(activation)]);
  }
  return calls;
}

/** Calls with their eight numbers: spread, they would be collected anew for each. */
function callerOf(kernel: DenseKernel, call: Call | undefined): () => void {
  if (!call) return () => undefined;
  const [units, points, inputs, weights, bias, values, out, activation] = call;
  return () => kernel(units, points, inputs, weights, bias, values, out, activation);
}

/** The first layer, by inputs that are packed if they are not the same. All layers that begin with this matrix share them. */
function firstLayer<Data extends Floats>(
  heap: WasmHeap,
  { dense: kernel, densePacked, packValues }: WasmPrecision<Data>,
  workspace: Arithmetic<Data>['workspace'],
  call: Call | undefined,
): (sameInputs: boolean) => void {
  if (!call || call[1] * call[2] < FEWEST_PACKED || call[1] * call[2] > MOST_PACKED) return callerOf(kernel, call);
  const [units, points, inputs, weights, bias, values, out, activation] = call;
  const packed = heap.addressOf(workspace(`layers.packed.${values}`, inputs, points + 8).data);
  if (packed === undefined) return callerOf(kernel, call);
  const layer = callerOf(densePacked, [units, points, inputs, weights, bias, packed, out, activation]);
  return (sameInputs) => {
    if (!sameInputs) packValues(inputs, points, values, packed);
    layer();
  };
}

export function denseLayers<Data extends Floats>(
  heap: WasmHeap,
  precision: WasmPrecision<Data>,
  workspace: Arithmetic<Data>['workspace'],
  network: DenseLayers<Data>,
): EvaluateLayers {
  const exchange = precision.exchange(network);
  const calls = locate(heap, network);
  if (!calls) return layersByDense((...layer) => dense(precision, ...layer), network, exchange);
  const first = firstLayer(heap, precision, workspace, calls[0]);
  const others = calls.slice(1).map((call) => callerOf(precision.dense, call));
  return (parameters, sameInputs = false) => {
    exchange.write(parameters);
    first(sameInputs);
    for (let l = 0; l < others.length; l++) others[l]();
    return exchange.read();
  };
}
