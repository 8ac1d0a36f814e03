/** The `wasm` backend: our SIMD kernels (`assembly/`), with one instance and one memory a thread. Needs nothing installed. */
import type { Arithmetic, Backend } from '../backend.ts';
import { createWasmContext, type WasmContext } from './wasmContext.ts';
import { addSingle, toDouble, toSingle } from './wasmConversion.ts';
import { dense } from './wasmDense.ts';
import { cholesky, choleskySolve, solveLower, symmetricEigen } from './wasmFactor.ts';
import { denseLayers } from './wasmLayers.ts';
import type { WasmPrecision } from './wasmPrecision.ts';
import { gram, multiply } from './wasmProduct.ts';
import { allFinite, subtractRow } from './wasmRows.ts';
import { createWorkspaces } from './wasmWorkspaces.ts';

const WIDTHS = { narrow: '128 bits', wide: '256 bits by fused pairs' };

function arithmetic<Data extends Float64Array | Float32Array>(
  { heap }: WasmContext,
  precision: WasmPrecision<Data>,
): Arithmetic<Data> {
  const workspace = createWorkspaces(heap, precision);
  return {
    multiply: (a, b, options) => multiply(precision, a, b, options),
    dense: (weights, bias, inputs, activation, into) => dense(precision, weights, bias, inputs, activation, into),
    denseLayers: (layers) => denseLayers(heap, precision, workspace, layers),
    workspace,
  };
}

/** Throws NUM_BACKEND_UNAVAILABLE where this Node or this machine cannot run the kernels. */
export function createWasmBackend(): Backend {
  const context = createWasmContext();
  const rounding = context.kernels.fused() ? 'fused multiply-add' : 'multiply and add, no FMA on this machine';
  return {
    name: 'wasm',
    detail: `WebAssembly SIMD, ${WIDTHS[context.width]}, ${rounding}`,
    ...arithmetic(context, context.double),
    single: arithmetic(context, context.single),
    subtractRow: (a, row, into) => subtractRow(context, a, row, into),
    toSingle: (a, into, less) => toSingle(context, a, into, less),
    toDouble: (a, into) => toDouble(context, a, into),
    addSingle: (a, into) => addSingle(context, a, into),
    allFinite: (a) => allFinite(context, a),
    gram: (a, side, into) => gram(context, a, side, into),
    cholesky: (a, into) => cholesky(context, a, into),
    choleskySolve: (lower, b, into) => choleskySolve(context, lower, b, into),
    solveLower: (lower, b, into) => solveLower(context, lower, b, into),
    symmetricEigen: (a) => symmetricEigen(context, a),
  };
}
