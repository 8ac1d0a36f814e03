/** The `wasm` backend: our SIMD kernels (`assembly/`), with one instance and one memory a thread. Needs nothing installed. */
import { ACTIVATIONS, type Activation, type Backend } from '../backend.ts';
import type { Matrix } from '../matrix.ts';
import { checkDense } from '../shapes.ts';
import { createWasmContext, type WasmContext } from './wasmContext.ts';
import { cholesky, choleskySolve, solveLower, symmetricEigen } from './wasmFactor.ts';
import { wholeOf } from './wasmOperands.ts';
import { gram, multiply } from './wasmProduct.ts';
import { createWorkspaces } from './wasmWorkspaces.ts';

/** The kernels' numbers for the activations are their positions in ACTIVATIONS. */
const codeOf = (activation: Activation): number => ACTIVATIONS.indexOf(activation);

function dense(
  { kernels, operands }: WasmContext,
  weights: Matrix,
  bias: Float64Array,
  inputs: Matrix,
  activation: Activation,
  into: Matrix,
): void {
  checkDense(weights, bias, inputs, into);
  const [w, b, x, y] = operands.scratch(
    operands.needed(weights, weights.data.length),
    bias.length,
    operands.needed(inputs, inputs.data.length),
    operands.needed(into, into.data.length),
  );
  const target = operands.target(into, wholeOf(into), y, false);
  kernels.dense(
    weights.rows,
    inputs.columns,
    weights.columns,
    operands.place(weights, wholeOf(weights), w).address,
    operands.placeVector(bias, b),
    operands.place(inputs, wholeOf(inputs), x).address,
    target.address,
    codeOf(activation),
  );
  operands.finish(target, into, wholeOf(into));
}

/** Throws NUM_BACKEND_UNAVAILABLE where this Node or this machine cannot run the kernels. */
export function createWasmBackend(): Backend {
  const context = createWasmContext();
  const rounding = context.kernels.fused() ? 'fused multiply-add' : 'multiply and add, no FMA on this machine';
  return {
    name: 'wasm',
    detail: `WebAssembly SIMD, 128 bits, ${rounding}`,
    multiply: (a, b, options) => multiply(context, a, b, options),
    gram: (a, side) => gram(context, a, side),
    cholesky: (a) => cholesky(context, a),
    choleskySolve: (lower, b) => choleskySolve(context, lower, b),
    solveLower: (lower, b) => solveLower(context, lower, b),
    symmetricEigen: (a) => symmetricEigen(context, a),
    dense: (weights, bias, inputs, activation, into) => dense(context, weights, bias, inputs, activation, into),
    workspace: createWorkspaces(context),
  };
}
