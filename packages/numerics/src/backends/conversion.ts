/** Between the two precisions by plain loops: for any backend, wherever the matrices lie. */
import type { AnyMatrix, Matrix, SingleMatrix } from '../matrix.ts';
import { checkConversion } from '../shapes.ts';

export function toSingle(a: AnyMatrix, into: SingleMatrix, less?: Float64Array): SingleMatrix {
  checkConversion('toSingle', a, into, less);
  if (!less) {
    into.data.set(a.data);
    return into;
  }
  for (let i = 0, at = 0; i < a.rows; i++)
    for (let k = 0; k < a.columns; k++, at++) into.data[at] = a.data[at] - less[k];
  return into;
}

export function toDouble(a: SingleMatrix, into: Matrix): Matrix {
  checkConversion('toDouble', a, into);
  into.data.set(a.data);
  return into;
}

/** A sum of two floats in float64, rounded to float32, is their sum rounded once: 53 bits are more than twice 24. */
export function addSingle<Sum extends AnyMatrix>(a: SingleMatrix, into: Sum): Sum {
  checkConversion('addSingle', a, into);
  for (let k = 0; k < a.data.length; k++) into.data[k] += a.data[k];
  return into;
}
