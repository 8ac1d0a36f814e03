/** One dense layer on the `wasm` backend. */
import { ACTIVATIONS, type Activation } from '../backend.ts';
import type { MatrixOf } from '../matrix.ts';
import { checkDense } from '../shapes.ts';
import type { WasmPrecision } from './wasmPrecision.ts';

/** The kernels' numbers for the activations are their positions in ACTIVATIONS. */
export const codeOf = (activation: Activation): number => ACTIVATIONS.indexOf(activation);

/** The one call that is made for every member and layer: operands are located once, and copied as runs if they must be. */
export function dense<Data extends Float64Array | Float32Array>(
  { operands, dense: kernel }: WasmPrecision<Data>,
  weights: MatrixOf<Data>,
  bias: Data,
  inputs: MatrixOf<Data>,
  activation: Activation,
  into: MatrixOf<Data>,
): void {
  checkDense(weights, bias, inputs, into);
  const [w, b, x, y] = operands.locate(weights.data, bias, inputs.data, into.data);
  kernel(weights.rows, inputs.columns, weights.columns, w, b, x, y, codeOf(activation));
  operands.fetch(y, into.data);
}
