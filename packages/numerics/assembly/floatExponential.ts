/**
 * The pieces of tanh, sigmoid and softplus on vectors of four floats, by the formulas of `exponential.ts` with polynomials
 * of lower degree.
 */
import {
  COTH,
  EXP_LIMIT,
  EXP_LOWER_LIMIT,
  HALF,
  HALF_LN2,
  INVERSE_LN2,
  LN2,
  LN2_HIGH,
  LN2_LOW,
  LOG,
  NORMAL,
  ONE,
  ROUND,
  SQRT2,
  TANH_LIMIT,
  TANH_LOWER_LIMIT,
  TWO,
  TWO_OVER_LN2,
  constant,
} from './floatConstants';

/** r coth r. */
// @ts-ignore: decorator
@inline
function cotangent(r: v128): v128 {
  const z = f32x4.mul(r, r);
  return f32x4.relaxed_madd(f32x4.relaxed_madd(constant(COTH + 16), z, constant(COTH)), z, constant(ONE));
}

/** 2^k, from k + 1.5 * 2^23. */
// @ts-ignore: decorator
@inline
function powerOfTwo(shifted: v128): v128 {
  return i32x4.add(i32x4.shl(shifted, 23), constant(ONE));
}

// @ts-ignore: decorator
@inline
export function tanhOfFloats(x: v128): v128 {
  const within = f32x4.pmax(f32x4.pmin(x, constant(TANH_LIMIT)), constant(TANH_LOWER_LIMIT));
  const shifted = f32x4.relaxed_madd(within, constant(TWO_OVER_LN2), constant(ROUND));
  const r = f32x4.relaxed_nmadd(f32x4.sub(shifted, constant(ROUND)), constant(HALF_LN2), within);
  const h = cotangent(r);
  const p = powerOfTwo(shifted);
  const minus = f32x4.sub(p, constant(ONE));
  const plus = f32x4.add(p, constant(ONE));
  const above = f32x4.relaxed_madd(minus, h, f32x4.mul(plus, r));
  const below = f32x4.relaxed_madd(plus, h, f32x4.mul(minus, r));
  return f32x4.div(above, below);
}

/** r = (y - k ln 2) / 2 in two steps. */
// @ts-ignore: decorator
@inline
function reduce(y: v128, shifted: v128): v128 {
  const k = f32x4.sub(shifted, constant(ROUND));
  return f32x4.mul(constant(HALF), f32x4.relaxed_nmadd(k, constant(LN2_LOW), f32x4.relaxed_nmadd(k, constant(LN2_HIGH), y)));
}

// @ts-ignore: decorator
@inline
function withinLimits(y: v128): v128 {
  return f32x4.pmax(f32x4.pmin(y, constant(EXP_LIMIT)), constant(EXP_LOWER_LIMIT));
}

// @ts-ignore: decorator
@inline
export function sigmoidOfFloats(x: v128): v128 {
  const y = withinLimits(x);
  const shifted = f32x4.relaxed_madd(y, constant(INVERSE_LN2), constant(ROUND));
  const normal = f32x4.pmax(shifted, constant(NORMAL));
  const rest = powerOfTwo(f32x4.add(f32x4.sub(shifted, normal), constant(ROUND)));
  const r = reduce(y, shifted);
  const h = cotangent(r);
  const above = f32x4.mul(powerOfTwo(normal), f32x4.add(h, r));
  return f32x4.mul(rest, f32x4.div(above, f32x4.add(above, f32x4.sub(h, r))));
}

/** e^y for y <= 0. */
// @ts-ignore: decorator
@inline
export function exponentialOfFloats(y: v128): v128 {
  const within = withinLimits(y);
  const shifted = f32x4.relaxed_madd(within, constant(INVERSE_LN2), constant(ROUND));
  const normal = f32x4.pmax(shifted, constant(NORMAL));
  const rest = powerOfTwo(f32x4.add(f32x4.sub(shifted, normal), constant(ROUND)));
  const r = reduce(within, shifted);
  const h = cotangent(r);
  return f32x4.mul(rest, f32x4.div(f32x4.mul(powerOfTwo(normal), f32x4.add(h, r)), f32x4.sub(h, r)));
}

/** log(1 + u) for 0 <= u <= 1, or NaN. */
// @ts-ignore: decorator
@inline
export function logOnePlusFloats(u: v128): v128 {
  const one = constant(ONE);
  const doubled = f32x4.gt(f32x4.add(u, one), constant(SQRT2));
  const f = v128.bitselect(f32x4.mul(f32x4.sub(u, one), constant(HALF)), u, doubled);
  const s = f32x4.div(f, f32x4.add(f, constant(TWO)));
  const z = f32x4.mul(s, s);
  const z2 = f32x4.mul(z, z);
  const low = f32x4.relaxed_madd(constant(LOG + 16), z, constant(LOG));
  const high = f32x4.relaxed_madd(constant(LOG + 48), z, constant(LOG + 32));
  const p = f32x4.mul(z, f32x4.relaxed_madd(high, z2, low));
  const halfSquare = f32x4.mul(f32x4.mul(f, constant(HALF)), f);
  const small = f32x4.sub(f, f32x4.relaxed_nmadd(s, f32x4.add(halfSquare, p), halfSquare));
  return f32x4.add(small, v128.and(doubled, constant(LN2)));
}
