/** Between the two precisions by the `wasm` kernels; what lies outside their memory is not copied for it. */
import { createMatrix, isSingle, type AnyMatrix, type Matrix, type SingleMatrix } from '../matrix.ts';
import { checkConversion } from '../shapes.ts';
import * as loops from './conversion.ts';
import type { WasmContext } from './wasmContext.ts';
import { wholeOf, type WasmOperands } from './wasmOperands.ts';

export function toSingle(context: WasmContext, a: AnyMatrix, into: SingleMatrix, less?: Float64Array): SingleMatrix {
  const { heap, kernels, double } = context;
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from === undefined || to === undefined) return loops.toSingle(a, into, less);
  checkConversion('toSingle', a, into, less);
  if (less) {
    const kernel = isSingle(a) ? kernels.floatsLess : kernels.demoteLess;
    kernel(a.rows, a.columns, from, placeRow(double.operands, less), to);
  } else if (isSingle(a)) into.data.set(a.data);
  else kernels.demote(from, to, a.data.length);
  return into;
}

function placeRow(operands: WasmOperands, values: Float64Array): number {
  const row = createMatrix(1, values.length, values);
  const [scratch] = operands.scratch(operands.needed(row, values.length));
  return operands.place(row, wholeOf(row), scratch).address;
}

export function toDouble({ heap, kernels }: WasmContext, a: SingleMatrix, into: Matrix): Matrix {
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from === undefined || to === undefined) return loops.toDouble(a, into);
  checkConversion('toDouble', a, into);
  kernels.promote(from, to, a.data.length);
  return into;
}

export function addSingle<Sum extends AnyMatrix>({ heap, kernels }: WasmContext, a: SingleMatrix, into: Sum): Sum {
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from === undefined || to === undefined) return loops.addSingle(a, into);
  checkConversion('addSingle', a, into);
  const kernel = isSingle(into) ? kernels.increaseFloats : kernels.increaseDoubles;
  kernel(from, to, a.data.length);
  return into;
}
