/**
 * The pieces of tanh, sigmoid and softplus on vectors of two doubles, inlined into the activations.
 *
 * With r = (y - k ln 2) / 2, |r| <= ln 2 / 4, and H = r coth r, which is even and near 1: e^(2r) = (H + r) / (H - r), so that
 * with p = 2^k: e^y = p (H + r) / (H - r). A quotient of such terms costs one division, and no exponential is formed first.
 * Polynomials are evaluated by Estrin's scheme: the short chain, not the number of operations, decides the speed.
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
} from './constants';

/** r coth r. */
// @ts-ignore: decorator
@inline
function cotangent(r: v128): v128 {
  const z = f64x2.mul(r, r);
  const z2 = f64x2.mul(z, z);
  const low = f64x2.relaxed_madd(constant(COTH + 16), z, constant(COTH));
  const middle = f64x2.relaxed_madd(constant(COTH + 48), z, constant(COTH + 32));
  const high = f64x2.relaxed_madd(constant(COTH + 64), z2, middle);
  return f64x2.relaxed_madd(f64x2.relaxed_madd(high, z2, low), z, constant(ONE));
}

/** 2^k, from k + 1.5 * 2^52. */
// @ts-ignore: decorator
@inline
function powerOfTwo(shifted: v128): v128 {
  return i64x2.add(i64x2.shl(shifted, 52), constant(ONE));
}

/**
 * tanh x = ((p - 1) H + (p + 1) r) / ((p + 1) H + (p - 1) r), with 2 x = k ln 2 + 2 r: relative error below 5e-16, also
 * for the smallest x, where k = 0 leaves r / H. The one-step reduction loses digits where tanh has lost its slope only.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const within = f64x2.pmax(f64x2.pmin(x, constant(TANH_LIMIT)), constant(TANH_LOWER_LIMIT));
  const shifted = f64x2.relaxed_madd(within, constant(TWO_OVER_LN2), constant(ROUND));
  const r = f64x2.relaxed_nmadd(f64x2.sub(shifted, constant(ROUND)), constant(HALF_LN2), within);
  const h = cotangent(r);
  const p = powerOfTwo(shifted);
  const minus = f64x2.sub(p, constant(ONE));
  const plus = f64x2.add(p, constant(ONE));
  const above = f64x2.relaxed_madd(minus, h, f64x2.mul(plus, r));
  const below = f64x2.relaxed_madd(plus, h, f64x2.mul(minus, r));
  return f64x2.div(above, below);
}

/** r = (y - k ln 2) / 2 in two steps, since k may be large and e^y has a slope everywhere. */
// @ts-ignore: decorator
@inline
function reduce(y: v128, shifted: v128): v128 {
  const k = f64x2.sub(shifted, constant(ROUND));
  return f64x2.mul(constant(HALF), f64x2.relaxed_nmadd(k, constant(LN2_LOW), f64x2.relaxed_nmadd(k, constant(LN2_HIGH), y)));
}

// @ts-ignore: decorator
@inline
function withinLimits(y: v128): v128 {
  return f64x2.pmax(f64x2.pmin(y, constant(EXP_LIMIT)), constant(EXP_LOWER_LIMIT));
}

/** The part of 2^k that would leave the normal numbers, for 2^k = powerOfTwo(normal) * rest: 1 but for very negative k. */
// @ts-ignore: decorator
@inline
function restOfPower(shifted: v128, normal: v128): v128 {
  return powerOfTwo(f64x2.add(f64x2.sub(shifted, normal), constant(ROUND)));
}

/** e^x / (e^x + 1). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const y = withinLimits(x);
  const shifted = f64x2.relaxed_madd(y, constant(INVERSE_LN2), constant(ROUND));
  const normal = f64x2.pmax(shifted, constant(NORMAL));
  const r = reduce(y, shifted);
  const h = cotangent(r);
  const above = f64x2.mul(powerOfTwo(normal), f64x2.add(h, r));
  return f64x2.mul(restOfPower(shifted, normal), f64x2.div(above, f64x2.add(above, f64x2.sub(h, r))));
}

/** e^y for y <= 0. */
// @ts-ignore: decorator
@inline
export function exponential(y: v128): v128 {
  const within = withinLimits(y);
  const shifted = f64x2.relaxed_madd(within, constant(INVERSE_LN2), constant(ROUND));
  const normal = f64x2.pmax(shifted, constant(NORMAL));
  const r = reduce(within, shifted);
  const h = cotangent(r);
  const quotient = f64x2.div(f64x2.mul(powerOfTwo(normal), f64x2.add(h, r)), f64x2.sub(h, r));
  return f64x2.mul(restOfPower(shifted, normal), quotient);
}

/**
 * log(1 + u) for 0 <= u <= 1, or NaN: fdlibm's s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + P)), after
 * 1 + u = 2 (1 + f) where 1 + u > sqrt(2), with f = (u - 1) / 2 exactly.
 */
// @ts-ignore: decorator
@inline
export function logOnePlus(u: v128): v128 {
  const one = constant(ONE);
  const doubled = f64x2.gt(f64x2.add(u, one), constant(SQRT2));
  const f = v128.bitselect(f64x2.mul(f64x2.sub(u, one), constant(HALF)), u, doubled);
  const s = f64x2.div(f, f64x2.add(f, constant(TWO)));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const p0 = f64x2.relaxed_madd(constant(LOG + 16), z, constant(LOG));
  const p1 = f64x2.relaxed_madd(constant(LOG + 48), z, constant(LOG + 32));
  const p2 = f64x2.relaxed_madd(constant(LOG + 80), z, constant(LOG + 64));
  const p3 = f64x2.relaxed_madd(constant(LOG + 96), z2, p2);
  const p = f64x2.mul(z, f64x2.relaxed_madd(p3, z4, f64x2.relaxed_madd(p1, z2, p0)));
  const halfSquare = f64x2.mul(f64x2.mul(f, constant(HALF)), f);
  const small = f64x2.sub(f, f64x2.relaxed_nmadd(s, f64x2.add(halfSquare, p), halfSquare));
  return f64x2.add(small, v128.and(doubled, constant(LN2)));
}
