/**
 * The activations of a dense layer, in place over contiguous doubles or floats (T), two vectors a step; the last elements
 * go through a single vector, by the same operations. NaN gives NaN; -Infinity and Infinity give the limits.
 */
import { exponential, logOnePlus, negativeMagnitude, sigmoid } from './exponential';
import { tanh, tanhInPlace } from './tanh';

export const TANH: i32 = 0;
export const RELU: i32 = 1;
export const SIGMOID: i32 = 2;
export const SOFTPLUS: i32 = 3;
export const IDENTITY: i32 = 4;

/** max(x, 0), or NaN. */
// @ts-ignore: decorator
@inline
function relu<T>(x: v128): v128 {
  return v128.pmax<T>(x, i64x2.splat(0));
}

/** log(1 + e^x) = max(x, 0) + log1p(e^-|x|). */
// @ts-ignore: decorator
@inline
function softplus<T>(x: v128): v128 {
  return v128.add<T>(relu<T>(x), logOnePlus<T>(exponential<T>(negativeMagnitude<T>(x))));
}

// @ts-ignore: decorator
@inline
function apply<T>(x: v128, kind: i32): v128 {
  if (kind == RELU) return relu<T>(x);
  if (kind == SOFTPLUS) return softplus<T>(x);
  return kind == TANH ? tanh<T>(x) : sigmoid<T>(x);
}

/** One element alone in a vector. */
// @ts-ignore: decorator
@inline
function applyLast<T>(at: usize, kind: i32): void {
  if (sizeof<T>() == 8) v128.store64_lane(at, apply<T>(v128.load64_zero(at), kind), 0);
  else v128.store32_lane(at, apply<T>(v128.load32_zero(at), kind), 0);
}

/** values := activation(values), for bytes up to `end`, a multiple of 32. */
// @ts-ignore: decorator
@inline
function applyPairs<T>(values: usize, end: usize, kind: i32): void {
  for (; values < end; values += 32) {
    const first = v128.load(values);
    const second = v128.load(values, 16);
    const a = apply<T>(first, kind);
    const b = apply<T>(second, kind);
    v128.store(values, a);
    v128.store(values, b, 16);
  }
}

// @ts-ignore: decorator
@inline
function run<T>(values: usize, count: i32, kind: i32): void {
  const bytes = sizeof<T>() * <usize>count;
  const end = values + bytes;
  const whole = values + (bytes & ~31);
  if (kind == TANH) tanhInPlace<T>(values, whole);
  else applyPairs<T>(values, whole, kind);
  for (values = whole; values < end; values += sizeof<T>()) applyLast<T>(values, kind);
}

/** values := activation(values). */
export function activate<T>(values: usize, count: i32, kind: i32): void {
  if (kind == TANH) run<T>(values, count, TANH);
  else if (kind == RELU) run<T>(values, count, RELU);
  else if (kind == SIGMOID) run<T>(values, count, SIGMOID);
  else if (kind == SOFTPLUS) run<T>(values, count, SOFTPLUS);
}
