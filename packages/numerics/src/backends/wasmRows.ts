/** What the `wasm` kernels do with whole matrices, element by element. */
import { createMatrix, firstNonFinite, isSingle, type AnyMatrix, type Matrix } from '../matrix.ts';
import { checkRow } from '../shapes.ts';
import type { WasmContext } from './wasmContext.ts';

export function subtractRow({ kernels, double }: WasmContext, a: Matrix, row: Float64Array, into?: Matrix): Matrix {
  checkRow(a, row, into);
  const result = into ?? createMatrix(a.rows, a.columns);
  const [from, less, , to] = double.operands.locate(a.data, row, row, result.data);
  kernels.subtractRow(a.rows, a.columns, from, less, to);
  double.operands.fetch(to, result.data);
  return result;
}

/** A matrix outside the kernels' memory is not copied for it. */
export function allFinite({ heap, kernels }: WasmContext, a: AnyMatrix): boolean {
  const address = heap.addressOf(a.data);
  if (address === undefined) return firstNonFinite(a.data) < 0;
  const kernel = isSingle(a) ? kernels.allFiniteFloats : kernels.allFinite;
  return kernel(address, a.data.length) === 1;
}
