/**
 * The activations that are made of e^y, in place. Arguments are reduced to y = k ln 2 + 2 r by blocks before the results are formed:
 * in one loop the results that wait for the end of the chain would fill the processor's registers, and the constants of
 * both parts the program's. Four vectors share each constant.
 */
import { EXPONENTIAL, SIGMOID, SOFTPLUS, TANH } from './activationKind';
import { ROUND, ROUND_TINY } from './constants';
import * as exponential from './exponential';
import { REDUCED, REDUCED_BYTES } from './layout';
import { softplusOf } from './softplus';
import * as tanh from './tanh';

/** What is reduced of x. */
// @ts-ignore: decorator
@inline
function argument<T>(x: v128, kind: i32): v128 {
  if (kind == TANH) return tanh.magnitude<T>(x);
  if (kind == SIGMOID) return exponential.magnitude<T>(x);
  return kind == EXPONENTIAL ? exponential.exponent<T>(x) : exponential.negativeMagnitude<T>(x);
}

/** k, shifted. */
// @ts-ignore: decorator
@inline
function multiple<T>(y: v128, kind: i32): v128 {
  if (kind == TANH) return tanh.multiple<T>(y);
  return exponential.multiple<T>(y, kind == SIGMOID ? ROUND_TINY : ROUND);
}

/** r for tanh, else 2r. */
// @ts-ignore: decorator
@inline
function remainder<T>(y: v128, shifted: v128, kind: i32): v128 {
  if (kind == TANH) return tanh.remainder<T>(y, shifted);
  return exponential.remainder<T>(y, shifted, kind == SIGMOID ? ROUND_TINY : ROUND);
}

/** The result, or for softplus e^-|x|. */
// @ts-ignore: decorator
@inline
function result<T>(shifted: v128, r: v128, x: v128, kind: i32): v128 {
  if (kind == TANH) return tanh.tanhOf<T>(shifted, r, x);
  if (kind == SIGMOID) return exponential.sigmoidOf<T>(shifted, r, x);
  return exponential.exponentialOf<T>(shifted, r);
}

/** One vector. */
// @ts-ignore: decorator
@inline
export function applyReduced<T>(x: v128, kind: i32): v128 {
  const y = argument<T>(x, kind);
  const shifted = multiple<T>(y, kind);
  const last = result<T>(shifted, remainder<T>(y, shifted, kind), x, kind);
  return kind == SOFTPLUS ? softplusOf<T>(last, x) : last;
}

/** r and k of the values up to `end`, to the scratch; up to 32 bytes more are read and dropped. */
// @ts-ignore: decorator
@inline
function reduce<T>(values: usize, end: usize, kind: i32): void {
  let into = REDUCED;
  for (; values < end; values += 64) {
    const y0 = argument<T>(v128.load(values), kind);
    const y1 = argument<T>(v128.load(values, 16), kind);
    const y2 = argument<T>(v128.load(values, 32), kind);
    const y3 = argument<T>(v128.load(values, 48), kind);
    const k0 = multiple<T>(y0, kind);
    const k1 = multiple<T>(y1, kind);
    const k2 = multiple<T>(y2, kind);
    const k3 = multiple<T>(y3, kind);
    const r0 = remainder<T>(y0, k0, kind);
    const r1 = remainder<T>(y1, k1, kind);
    const r2 = remainder<T>(y2, k2, kind);
    const r3 = remainder<T>(y3, k3, kind);
    v128.store(into, r0);
    v128.store(into, r1, 16);
    v128.store(into, r2, 32);
    v128.store(into, r3, 48);
    v128.store(into, k0, REDUCED_BYTES);
    v128.store(into, k1, REDUCED_BYTES + 16);
    v128.store(into, k2, REDUCED_BYTES + 32);
    v128.store(into, k3, REDUCED_BYTES + 48);
    into += 64;
  }
}

/** into := the results of the values up to `end`, a multiple of 32 bytes, from the scratch; `into` may be that or the values. */
// @ts-ignore: decorator
@inline
function finish<T>(values: usize, end: usize, kind: i32, into: usize): void {
  let from = REDUCED;
  for (; values + 64 <= end; values += 64) {
    const r0 = v128.load(from);
    const r1 = v128.load(from, 16);
    const r2 = v128.load(from, 32);
    const r3 = v128.load(from, 48);
    const k0 = v128.load(from, REDUCED_BYTES);
    const k1 = v128.load(from, REDUCED_BYTES + 16);
    const k2 = v128.load(from, REDUCED_BYTES + 32);
    const k3 = v128.load(from, REDUCED_BYTES + 48);
    const y0 = result<T>(k0, r0, v128.load(values), kind);
    const y1 = result<T>(k1, r1, v128.load(values, 16), kind);
    const y2 = result<T>(k2, r2, v128.load(values, 32), kind);
    const y3 = result<T>(k3, r3, v128.load(values, 48), kind);
    v128.store(into, y0);
    v128.store(into, y1, 16);
    v128.store(into, y2, 32);
    v128.store(into, y3, 48);
    from += 64;
    into += 64;
  }
  if (values < end) {
    const r0 = v128.load(from);
    const r1 = v128.load(from, 16);
    const k0 = v128.load(from, REDUCED_BYTES);
    const k1 = v128.load(from, REDUCED_BYTES + 16);
    const y0 = result<T>(k0, r0, v128.load(values), kind);
    const y1 = result<T>(k1, r1, v128.load(values, 16), kind);
    v128.store(into, y0);
    v128.store(into, y1, 16);
  }
}

/** values := softplus(values) up to `end`, a multiple of 32 bytes, from e^-|x| in the scratch. */
// @ts-ignore: decorator
@inline
function addLogarithms<T>(values: usize, end: usize): void {
  let from = REDUCED;
  for (; values < end; values += 32) {
    const y0 = softplusOf<T>(v128.load(from), v128.load(values));
    const y1 = softplusOf<T>(v128.load(from, 16), v128.load(values, 16));
    v128.store(values, y0);
    v128.store(values, y1, 16);
    from += 32;
  }
}

/** values := activation(values) up to `end`, a multiple of 32 bytes. */
// @ts-ignore: decorator
@inline
export function applyReducedInPlace<T>(values: usize, end: usize, kind: i32): void {
  while (values < end) {
    const stop = min(end, values + REDUCED_BYTES);
    reduce<T>(values, stop, kind);
    finish<T>(values, stop, kind, kind == SOFTPLUS ? REDUCED : values);
    if (kind == SOFTPLUS) addLogarithms<T>(values, stop);
    values = stop;
  }
}
