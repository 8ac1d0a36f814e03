/** Between the two precisions by plain loops: for any backend, wherever the matrices lie. */
import type { Matrix, SingleMatrix } from '../matrix.ts';
import { checkConversion } from '../shapes.ts';

export function toSingle(a: Matrix, into: SingleMatrix, less?: Float64Array): SingleMatrix {
  checkConversion('toSingle', a, into, less);
  if (!less) {
    into.data.set(a.data);
    return into;
  }
  for (let i = 0, at = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++, at++) into.data[at] = a.data[at] - less[k];
  return into;
}

export function toDouble(a: SingleMatrix, into: Matrix, accumulate = false): Matrix {
  checkConversion('toDouble', a, into);
  if (accumulate) for (let k = 0; k < a.data.length; k++) into.data[k] += a.data[k];
  else into.data.set(a.data);
  return into;
}
