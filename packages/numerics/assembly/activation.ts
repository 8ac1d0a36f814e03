/**
 * The activations of a dense layer, in place over contiguous doubles, two vectors a step; the last one to three elements
 * go through a single vector, by the same operations. NaN gives NaN; -Infinity and Infinity give the limits.
 */
import { exponential, logOnePlus, sigmoid, tanh } from './exponential';

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const SOFTPLUS: i32 = 3;
export const IDENTITY: i32 = 4;

/** max(x, 0), or NaN. */
// @ts-ignore: decorator
@inline
function relu(x: v128): v128 {
  return f64x2.pmax(x, f64x2.splat(0));
}

/** log(1 + e^x) = max(x, 0) + log1p(e^-|x|). */
// @ts-ignore: decorator
@inline
function softplus(x: v128): v128 {
  return f64x2.add(relu(x), logOnePlus(exponential(f64x2.neg(f64x2.abs(x)))));
}

// @ts-ignore: decorator
@inline
function apply(x: v128, kind: i32): v128 {
  if (kind == TANH) return tanh(x);
  if (kind == RELU) return relu(x);
  if (kind == SIGMOID) return sigmoid(x);
  return softplus(x);
}

// @ts-ignore: decorator
@inline
function run(values: usize, count: i32, kind: i32): void {
  const end = values + 8 * <usize>count;
  while (values + 32 <= end) {
    const first = v128.load(values);
    const second = v128.load(values, 16);
    const a = apply(first, kind);
    const b = apply(second, kind);
    v128.store(values, a);
    v128.store(values, b, 16);
    values += 32;
  }
  while (values < end) {
    v128.store64_lane(values, apply(v128.load64_zero(values), kind), 0);
    values += 8;
  }
}

/** values := activation(values). */
export function activate(values: usize, count: i32, kind: i32): void {
  if (kind == TANH) run(values, count, TANH);
  else if (kind == RELU) run(values, count, RELU);
  else if (kind == SIGMOID) run(values, count, SIGMOID);
  else if (kind == SOFTPLUS) run(values, count, SOFTPLUS);
}
