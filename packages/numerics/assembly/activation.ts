/**
 * The activations of a dense layer, in place over contiguous doubles or floats (T); the last elements go through a single
 * vector, by the same operations. NaN gives NaN; -Infinity and Infinity give the limits.
 */
import { EXPONENTIAL, RELU, SIGMOID, SOFTPLUS, TANH } from './activationKind';
import { applyReduced, applyReducedInPlace } from './reduction';

/** max(x, 0), or NaN. */
// @ts-ignore: decorator
@inline
function relu<T>(x: v128): v128 {
  return v128.pmax<T>(x, i64x2.splat(0));
}

/** values := max(values, 0) up to `end`, a multiple of 32 bytes. */
// @ts-ignore: decorator
@inline
function reluInPlace<T>(values: usize, end: usize): void {
  for (; values < end; values += 32) {
    const a = relu<T>(v128.load(values));
    const b = relu<T>(v128.load(values, 16));
    v128.store(values, a);
    v128.store(values, b, 16);
  }
}

// @ts-ignore: decorator
@inline
function apply<T>(x: v128, kind: i32): v128 {
  return kind == RELU ? relu<T>(x) : applyReduced<T>(x, kind);
}

/** One element alone in a vector. */
// @ts-ignore: decorator
@inline
function applyLast<T>(at: usize, kind: i32): void {
  if (sizeof<T>() == 8) v128.store64_lane(at, apply<T>(v128.load64_zero(at), kind), 0);
  else v128.store32_lane(at, apply<T>(v128.load32_zero(at), kind), 0);
}

// @ts-ignore: decorator
@inline
function run<T>(values: usize, count: i32, kind: i32): void {
  const bytes = sizeof<T>() * <usize>count;
  const end = values + bytes;
  const whole = values + (bytes & ~31);
  if (kind == RELU) reluInPlace<T>(values, whole);
  else applyReducedInPlace<T>(values, whole, kind);
  for (values = whole; values < end; values += sizeof<T>()) applyLast<T>(values, kind);
}

/** values := activation(values). */
export function activate<T>(values: usize, count: i32, kind: i32): void {
  if (kind == TANH) run<T>(values, count, TANH);
  else if (kind == RELU) run<T>(values, count, RELU);
  else if (kind == SIGMOID) run<T>(values, count, SIGMOID);
  else if (kind == SOFTPLUS) run<T>(values, count, SOFTPLUS);
  else if (kind == EXPONENTIAL) run<T>(values, count, EXPONENTIAL);
}
