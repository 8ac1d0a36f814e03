/** The `wasm` backend: our SIMD kernels (`assembly/`), with one instance and one memory a thread. Needs nothing installed. */
import { ACTIVATIONS, type Activation, type Backend } from '../backend.ts';
import type { Matrix } from '../matrix.ts';
import { checkDense } from '../shapes.ts';
import { createWasmContext, type WasmContext } from './wasmContext.ts';
import { cholesky, choleskySolve, solveLower, symmetricEigen } from './wasmFactor.ts';
import { gram, multiply } from './wasmProduct.ts';
import { createWorkspaces } from './wasmWorkspaces.ts';

/** The kernels' numbers for the activations are their positions in ACTIVATIONS. */
const codeOf = (activation: Activation): number => ACTIVATIONS.indexOf(activation);

/** The one call that is made for every member and layer: operands are located once, and copied as runs. */
function dense(
  { heap, kernels, operands }: WasmContext,
  weights: Matrix,
  bias: Float64Array,
  inputs: Matrix,
  activation: Activation,
  into: Matrix,
): void {
  checkDense(weights, bias, inputs, into);
  const inputsAt = heap.addressOf(inputs.data);
  const intoAt = heap.addressOf(into.data);
  const [w, b, x, y] = operands.scratch(
    weights.data.length,
    bias.length,
    inputsAt === undefined ? inputs.data.length : 0,
    intoAt === undefined ? into.data.length : 0,
  );
  const doubles = heap.doubles();
  doubles.set(weights.data, w / 8);
  doubles.set(bias, b / 8);
  if (inputsAt === undefined) doubles.set(inputs.data, x / 8);
  const target = intoAt ?? y;
  kernels.dense(weights.rows, inputs.columns, weights.columns, w, b, inputsAt ?? x, target, codeOf(activation));
  if (intoAt === undefined) into.data.set(doubles.subarray(y / 8, y / 8 + into.data.length));
}

const WIDTHS = { narrow: '128 bits', wide: '256 bits by fused pairs' };

/** Throws NUM_BACKEND_UNAVAILABLE where this Node or this machine cannot run the kernels. */
export function createWasmBackend(): Backend {
  const context = createWasmContext();
  const rounding = context.kernels.fused() ? 'fused multiply-add' : 'multiply and add, no FMA on this machine';
  return {
    name: 'wasm',
    detail: `WebAssembly SIMD, ${WIDTHS[context.width]}, ${rounding}`,
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
