/**
 * tanh |x| = N / D with 2 |x| = k ln 2 + 2 r and H = r coth r: N = (2^(k-1) - 1/2) (H + r) + r, D = N + (H - r), and the sign of x
 * put back. Where tanh is near 1, what is lost in N is in D as well and leaves the quotient.
 *
 * k is floor(2 |x| / ln 2 + 1/4), by rounding to halves and leaving out the last bit, so that -0.087 <= r <= 0.26: up to
 * tanh |x| = 1/4 k is 0, which leaves r / H, and k = 1 begins with a unit in the last place twice as large. The one-step
 * reduction loses digits where tanh has lost its slope only.
 *
 * Arguments are reduced by blocks before the quotients are formed: in one loop the results that wait for the end of the
 * chain would fill the processor's registers, and the constants of both parts the program's. Four vectors share each constant.
 */
import {
  HALF,
  HALF_LN2,
  ROUND_HALVES,
  SIGN,
  TANH_LIMIT,
  TWO_OVER_LN2,
  constant,
  evenBits,
} from './constants';
import { cotangent } from './exponential';
import { REDUCED, REDUCED_BYTES } from './layout';

// @ts-ignore: decorator
@inline
function magnitude<T>(x: v128): v128 {
  return v128.pmin<T>(v128.andnot(x, constant<T>(SIGN)), constant<T>(TANH_LIMIT));
}

/** k + ROUND_HALVES. */
// @ts-ignore: decorator
@inline
function multiple<T>(magnitude: v128): v128 {
  const halves = v128.relaxed_madd<T>(magnitude, constant<T>(TWO_OVER_LN2), constant<T>(ROUND_HALVES));
  return v128.and(halves, evenBits<T>());
}

/** r */
// @ts-ignore: decorator
@inline
function remainder<T>(magnitude: v128, shifted: v128): v128 {
  const k = v128.sub<T>(shifted, constant<T>(ROUND_HALVES));
  return v128.relaxed_nmadd<T>(k, constant<T>(HALF_LN2), magnitude);
}

/** 2^(k - 1) */
// @ts-ignore: decorator
@inline
function halfPowerOfTwo<T>(shifted: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.shl(shifted, 51) : i32x4.shl(shifted, 22);
}

// @ts-ignore: decorator
@inline
function quotient<T>(shifted: v128, r: v128, x: v128): v128 {
  const h = cotangent<T>(r);
  const factor = v128.sub<T>(halfPowerOfTwo<T>(shifted), constant<T>(HALF));
  const above = v128.relaxed_madd<T>(factor, v128.add<T>(h, r), r);
  const below = v128.add<T>(above, v128.sub<T>(h, r));
  return v128.or(v128.div<T>(above, below), v128.and(x, constant<T>(SIGN)));
}

/** One vector. */
// @ts-ignore: decorator
@inline
export function tanh<T>(x: v128): v128 {
  const m = magnitude<T>(x);
  const shifted = multiple<T>(m);
  return quotient<T>(shifted, remainder<T>(m, shifted), x);
}

/** r and k of the values up to `end`, to the scratch; up to 32 bytes more are read and dropped. */
// @ts-ignore: decorator
@inline
function reduce<T>(values: usize, end: usize): void {
  let into = REDUCED;
  for (; values < end; values += 64) {
    const m0 = magnitude<T>(v128.load(values));
    const m1 = magnitude<T>(v128.load(values, 16));
    const m2 = magnitude<T>(v128.load(values, 32));
    const m3 = magnitude<T>(v128.load(values, 48));
    const k0 = multiple<T>(m0);
    const k1 = multiple<T>(m1);
    const k2 = multiple<T>(m2);
    const k3 = multiple<T>(m3);
    const r0 = remainder<T>(m0, k0);
    const r1 = remainder<T>(m1, k1);
    const r2 = remainder<T>(m2, k2);
    const r3 = remainder<T>(m3, k3);
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

/** values := tanh(values) up to `end`, a multiple of 32 bytes, from the scratch and their signs. */
// @ts-ignore: decorator
@inline
function divide<T>(values: usize, end: usize): void {
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
    const t0 = quotient<T>(k0, r0, v128.load(values));
    const t1 = quotient<T>(k1, r1, v128.load(values, 16));
    const t2 = quotient<T>(k2, r2, v128.load(values, 32));
    const t3 = quotient<T>(k3, r3, v128.load(values, 48));
    v128.store(values, t0);
    v128.store(values, t1, 16);
    v128.store(values, t2, 32);
    v128.store(values, t3, 48);
    from += 64;
  }
  if (values < end) {
    const r0 = v128.load(from);
    const r1 = v128.load(from, 16);
    const k0 = v128.load(from, REDUCED_BYTES);
    const k1 = v128.load(from, REDUCED_BYTES + 16);
    const t0 = quotient<T>(k0, r0, v128.load(values));
    const t1 = quotient<T>(k1, r1, v128.load(values, 16));
    v128.store(values, t0);
    v128.store(values, t1, 16);
  }
}

/** values := tanh(values) up to `end`, a multiple of 32 bytes. */
export function tanhInPlace<T>(values: usize, end: usize): void {
  while (values < end) {
    const stop = min(end, values + REDUCED_BYTES);
    reduce<T>(values, stop);
    divide<T>(values, stop);
    values = stop;
  }
}
