/** Between the two precisions by the `wasm` kernels; what lies outside their memory is not copied for it. */
import { createMatrix, type Matrix, type SingleMatrix } from '../matrix.ts';
import { checkConversion } from '../shapes.ts';
import * as loops from './conversion.ts';
import type { WasmContext } from './wasmContext.ts';
import { wholeOf, type WasmOperands } from './wasmOperands.ts';

export function toSingle(context: WasmContext, a: Matrix, into: SingleMatrix, less?: Float64Array): SingleMatrix {
  const { heap, kernels, double } = context;
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from === undefined || to === undefined) return loops.toSingle(a, into, less);
  checkConversion('toSingle', a, into, less);
  if (!less) kernels.demote(from, to, a.data.length);
  else kernels.demoteLess(a.rows, a.columns, from, placeRow(double.operands, less), to);
  return into;
}

function placeRow(operands: WasmOperands, values: Float64Array): number {
  const row = createMatrix(1, values.length, values);
  const [scratch] = operands.scratch(operands.needed(row, values.length));
  return operands.place(row, wholeOf(row), scratch).address;
}

export function toDouble({ heap, kernels }: WasmContext, a: SingleMatrix, into: Matrix, accumulate = false): Matrix {
  const [from, to] = [heap.addressOf(a.data), heap.addressOf(into.data)];
  if (from === undefined || to === undefined) return loops.toDouble(a, into, accumulate);
  checkConversion('toDouble', a, into);
  if (accumulate) kernels.addPromoted(from, to, a.data.length);
  else kernels.promote(from, to, a.data.length);
  return into;
}
