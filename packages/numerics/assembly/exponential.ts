/**
 * The pieces of tanh, sigmoid and softplus on vectors of two doubles or four floats (T), inlined into the activations.
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
function cotangent<T>(r: v128): v128 {
  const z = v128.mul<T>(r, r);
  if (sizeof<T>() == 4)
    return f32x4.relaxed_madd(f32x4.relaxed_madd(constant<T>(COTH + 16), z, constant<T>(COTH)), z, constant<T>(ONE));
  const z2 = v128.mul<T>(z, z);
  const low = v128.relaxed_madd<T>(constant<T>(COTH + 16), z, constant<T>(COTH));
  const middle = v128.relaxed_madd<T>(constant<T>(COTH + 48), z, constant<T>(COTH + 32));
  const high = v128.relaxed_madd<T>(constant<T>(COTH + 64), z2, middle);
  return v128.relaxed_madd<T>(v128.relaxed_madd<T>(high, z2, low), z, constant<T>(ONE));
}

/** 2^k, from k + 1.5 * 2^52. */
// @ts-ignore: decorator
@inline
function powerOfTwo<T>(shifted: v128): v128 {
  if (sizeof<T>() == 8) return i64x2.add(i64x2.shl(shifted, 52), constant<T>(ONE));
  return i32x4.add(i32x4.shl(shifted, 23), constant<T>(ONE));
}

/**
 * tanh x = ((p - 1) H + (p + 1) r) / ((p + 1) H + (p - 1) r), with 2 x = k ln 2 + 2 r: relative error below 5e-16, also
 * for the smallest x, where k = 0 leaves r / H. The one-step reduction loses digits where tanh has lost its slope only.
 */
// @ts-ignore: decorator
@inline
export function tanh<T>(x: v128): v128 {
  const within = v128.pmax<T>(v128.pmin<T>(x, constant<T>(TANH_LIMIT)), constant<T>(TANH_LOWER_LIMIT));
  const shifted = v128.relaxed_madd<T>(within, constant<T>(TWO_OVER_LN2), constant<T>(ROUND));
  const r = v128.relaxed_nmadd<T>(v128.sub<T>(shifted, constant<T>(ROUND)), constant<T>(HALF_LN2), within);
  const h = cotangent<T>(r);
  const p = powerOfTwo<T>(shifted);
  const minus = v128.sub<T>(p, constant<T>(ONE));
  const plus = v128.add<T>(p, constant<T>(ONE));
  const above = v128.relaxed_madd<T>(minus, h, v128.mul<T>(plus, r));
  const below = v128.relaxed_madd<T>(plus, h, v128.mul<T>(minus, r));
  return v128.div<T>(above, below);
}

/** r = (y - k ln 2) / 2 in two steps, since k may be large and e^y has a slope everywhere. */
// @ts-ignore: decorator
@inline
function reduce<T>(y: v128, shifted: v128): v128 {
  const k = v128.sub<T>(shifted, constant<T>(ROUND));
  return v128.mul<T>(constant<T>(HALF), v128.relaxed_nmadd<T>(k, constant<T>(LN2_LOW), v128.relaxed_nmadd<T>(k, constant<T>(LN2_HIGH), y)));
}

// @ts-ignore: decorator
@inline
function withinLimits<T>(y: v128): v128 {
  return v128.pmax<T>(v128.pmin<T>(y, constant<T>(EXP_LIMIT)), constant<T>(EXP_LOWER_LIMIT));
}

/** The part of 2^k that would leave the normal numbers, for 2^k = powerOfTwo<T>(normal) * rest: 1 but for very negative k. */
// @ts-ignore: decorator
@inline
function restOfPower<T>(shifted: v128, normal: v128): v128 {
  return powerOfTwo<T>(v128.add<T>(v128.sub<T>(shifted, normal), constant<T>(ROUND)));
}

/** e^x / (e^x + 1). */
// @ts-ignore: decorator
@inline
export function sigmoid<T>(x: v128): v128 {
  const y = withinLimits<T>(x);
  const shifted = v128.relaxed_madd<T>(y, constant<T>(INVERSE_LN2), constant<T>(ROUND));
  const normal = v128.pmax<T>(shifted, constant<T>(NORMAL));
  const r = reduce<T>(y, shifted);
  const h = cotangent<T>(r);
  const above = v128.mul<T>(powerOfTwo<T>(normal), v128.add<T>(h, r));
  return v128.mul<T>(restOfPower<T>(shifted, normal), v128.div<T>(above, v128.add<T>(above, v128.sub<T>(h, r))));
}

/** e^y for y <= 0. */
// @ts-ignore: decorator
@inline
export function exponential<T>(y: v128): v128 {
  const within = withinLimits<T>(y);
  const shifted = v128.relaxed_madd<T>(within, constant<T>(INVERSE_LN2), constant<T>(ROUND));
  const normal = v128.pmax<T>(shifted, constant<T>(NORMAL));
  const r = reduce<T>(within, shifted);
  const h = cotangent<T>(r);
  const quotient = v128.div<T>(v128.mul<T>(powerOfTwo<T>(normal), v128.add<T>(h, r)), v128.sub<T>(h, r));
  return v128.mul<T>(restOfPower<T>(shifted, normal), quotient);
}

/** The polynomial of log(1 + f) in z, with z2 = z^2. */
// @ts-ignore: decorator
@inline
function logPolynomial<T>(z: v128, z2: v128): v128 {
  if (sizeof<T>() == 4) {
    const low = f32x4.relaxed_madd(constant<T>(LOG + 16), z, constant<T>(LOG));
    return f32x4.relaxed_madd(f32x4.relaxed_madd(constant<T>(LOG + 48), z, constant<T>(LOG + 32)), z2, low);
  }
  const z4 = v128.mul<T>(z2, z2);
  const p0 = v128.relaxed_madd<T>(constant<T>(LOG + 16), z, constant<T>(LOG));
  const p1 = v128.relaxed_madd<T>(constant<T>(LOG + 48), z, constant<T>(LOG + 32));
  const p2 = v128.relaxed_madd<T>(constant<T>(LOG + 80), z, constant<T>(LOG + 64));
  const p3 = v128.relaxed_madd<T>(constant<T>(LOG + 96), z2, p2);
  return v128.relaxed_madd<T>(p3, z4, v128.relaxed_madd<T>(p1, z2, p0));
}

/**
 * log(1 + u) for 0 <= u <= 1, or NaN: fdlibm's s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + P)), after
 * 1 + u = 2 (1 + f) where 1 + u > sqrt(2), with f = (u - 1) / 2 exactly.
 */
// @ts-ignore: decorator
@inline
export function logOnePlus<T>(u: v128): v128 {
  const one = constant<T>(ONE);
  const doubled = v128.gt<T>(v128.add<T>(u, one), constant<T>(SQRT2));
  const f = v128.bitselect(v128.mul<T>(v128.sub<T>(u, one), constant<T>(HALF)), u, doubled);
  const s = v128.div<T>(f, v128.add<T>(f, constant<T>(TWO)));
  const z = v128.mul<T>(s, s);
  const z2 = v128.mul<T>(z, z);
  const p = v128.mul<T>(z, logPolynomial<T>(z, z2));
  const halfSquare = v128.mul<T>(v128.mul<T>(f, constant<T>(HALF)), f);
  const small = v128.sub<T>(f, v128.relaxed_nmadd<T>(s, v128.add<T>(halfSquare, p), halfSquare));
  return v128.add<T>(small, v128.and(doubled, constant<T>(LN2)));
}
