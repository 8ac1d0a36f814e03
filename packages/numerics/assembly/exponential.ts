/**
 * e^y, the sigmoid and what they share with tanh, on vectors of two doubles or four floats (T), inlined into the activations.
 *
 * With y = k ln 2 + 2r and H = r coth r, which is even and near 1: e^(2r) = (H + r) / (H - r), so that with p = 2^k:
 * e^y = p (H + r) / (H - r). A quotient of such terms costs one division, and no exponential is formed first.
 * Polynomials are evaluated by Estrin's scheme: loops are bound by how many results wait in registers for how long, so that both
 * the chain and the number of operations count.
 */
import {
  COTH,
  COTH_OF_HALF,
  EXP_LIMIT,
  EXP_LOWER_LIMIT,
  EXP_UPPER_LIMIT,
  HALF,
  HIGHEST_NORMAL,
  INVERSE_LN2,
  LN2_HIGH,
  LN2_LOW,
  LOWEST_NORMAL,
  ONE,
  ROUND,
  ROUND_TINY,
  SIGN,
  TINY,
  TWICE_TINY,
  constant,
} from './constants';

/** r coth r of r with the coefficients COTH, of 2r with COTH_OF_HALF. */
// @ts-ignore: decorator
@inline
export function cotangent<T>(r: v128, coefficients: usize = COTH): v128 {
  const z = v128.mul<T>(r, r);
  const low = v128.relaxed_madd<T>(constant<T>(coefficients + 1), z, constant<T>(coefficients));
  if (sizeof<T>() == 4) return f32x4.relaxed_madd(low, z, constant<T>(ONE));
  const z2 = v128.mul<T>(z, z);
  const middle = v128.relaxed_madd<T>(constant<T>(coefficients + 3), z, constant<T>(coefficients + 2));
  const high = v128.relaxed_madd<T>(constant<T>(coefficients + 5), z, constant<T>(coefficients + 4));
  const all = v128.relaxed_madd<T>(v128.relaxed_madd<T>(high, z2, middle), z2, low);
  return v128.relaxed_madd<T>(all, z, constant<T>(ONE));
}

/** 2^k, from k + ROUND. */
// @ts-ignore: decorator
@inline
function powerOfTwo<T>(shifted: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.shl(shifted, 52) : i32x4.shl(shifted, 23);
}

/** H - r */
// @ts-ignore: decorator
@inline
function difference<T>(h: v128, twice: v128): v128 {
  return v128.relaxed_nmadd<T>(twice, constant<T>(HALF), h);
}

/** y for e^y, no further than where e^y is 0 or Infinity in every rounding. */
// @ts-ignore: decorator
@inline
export function exponent<T>(x: v128): v128 {
  return v128.pmin<T>(v128.pmax<T>(x, constant<T>(EXP_LOWER_LIMIT)), constant<T>(EXP_UPPER_LIMIT));
}

/** |x|, no larger than where e^-|x| is 0 in every rounding. */
// @ts-ignore: decorator
@inline
export function magnitude<T>(x: v128): v128 {
  return v128.pmin<T>(v128.andnot(x, constant<T>(SIGN)), constant<T>(EXP_LIMIT));
}

/** -|x|, likewise. */
// @ts-ignore: decorator
@inline
export function negativeMagnitude<T>(x: v128): v128 {
  return v128.pmax<T>(v128.or(x, constant<T>(SIGN)), constant<T>(EXP_LOWER_LIMIT));
}

/** k + `round` for k = y / ln 2 to the nearest integer. */
// @ts-ignore: decorator
@inline
export function multiple<T>(y: v128, round: usize): v128 {
  return v128.relaxed_madd<T>(y, constant<T>(INVERSE_LN2), constant<T>(round));
}

/** 2r = y - k ln 2 in two steps, since k may be large and e^y has a slope everywhere. */
// @ts-ignore: decorator
@inline
export function remainder<T>(y: v128, shifted: v128, round: usize): v128 {
  const k = v128.sub<T>(shifted, constant<T>(round));
  return v128.relaxed_nmadd<T>(k, constant<T>(LN2_LOW), v128.relaxed_nmadd<T>(k, constant<T>(LN2_HIGH), y));
}

/**
 * 1 / (1 + e^|x|) = d / (p (d + 2r) + d) with d = H - r, or what that leaves of 1. The sum is formed as (p - 1) d + ((p - 1) 2r + 2H):
 * d + 2r, whose rounding would count, does not appear, and for p = 1, where the sum has most to lose, there is one rounding
 * in d alone. All terms have the factor TINY, by which p stays a normal number where the quotient no longer is one.
 */
// @ts-ignore: decorator
@inline
export function sigmoidOf<T>(shifted: v128, twice: v128, x: v128): v128 {
  const h = cotangent<T>(twice, COTH_OF_HALF);
  const d = difference<T>(h, twice);
  const less = v128.sub<T>(powerOfTwo<T>(shifted), constant<T>(TINY));
  const inner = v128.relaxed_madd<T>(twice, less, v128.mul<T>(h, constant<T>(TWICE_TINY)));
  const q = v128.div<T>(v128.mul<T>(d, constant<T>(TINY)), v128.relaxed_madd<T>(d, less, inner));
  return v128.bitselect(q, v128.sub<T>(constant<T>(ONE), q), v128.lt<T>(x, i64x2.splat(0)));
}

/** e^y = p (1 + 2r / (H - r)), by two powers of two where p would not be a normal number. */
// @ts-ignore: decorator
@inline
export function exponentialOf<T>(shifted: v128, twice: v128): v128 {
  const normal = v128.pmin<T>(v128.pmax<T>(shifted, constant<T>(LOWEST_NORMAL)), constant<T>(HIGHEST_NORMAL));
  const rest = v128.add<T>(v128.sub<T>(shifted, normal), constant<T>(ROUND));
  const d = difference<T>(cotangent<T>(twice, COTH_OF_HALF), twice);
  const e = v128.add<T>(v128.div<T>(twice, d), constant<T>(ONE));
  return v128.mul<T>(powerOfTwo<T>(rest), v128.mul<T>(powerOfTwo<T>(normal), e));
}
