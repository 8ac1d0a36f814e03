/**
 * The pieces of sigmoid and softplus, and of `tanh.ts`, on vectors of two doubles or four floats (T), inlined into the activations.
 *
 * With r = (y - k ln 2) / 2 and H = r coth r, which is even and near 1: e^(2r) = (H + r) / (H - r), so that with p = 2^k:
 * e^y = p (H + r) / (H - r). A quotient of such terms costs one division, and no exponential is formed first.
 * Polynomials are evaluated by Estrin's scheme: loops are bound by how many results wait in registers for how long, so that both
 * the chain and the number of operations count.
 */
import {
  COTH,
  EXP_LOWER_LIMIT,
  HALF,
  INVERSE_LN2,
  LN2_HIGH,
  LN2_LOW,
  LOG,
  NORMAL,
  ONE,
  ROUND,
  SIGN,
  SQRT2,
  TWO,
  constant,
} from './constants';

/** r coth r. */
// @ts-ignore: decorator
@inline
export function cotangent<T>(r: v128): v128 {
  const z = v128.mul<T>(r, r);
  const low = v128.relaxed_madd<T>(constant<T>(COTH + 1), z, constant<T>(COTH));
  if (sizeof<T>() == 4) return f32x4.relaxed_madd(low, z, constant<T>(ONE));
  const z2 = v128.mul<T>(z, z);
  const middle = v128.relaxed_madd<T>(constant<T>(COTH + 3), z, constant<T>(COTH + 2));
  const high = v128.relaxed_madd<T>(constant<T>(COTH + 5), z, constant<T>(COTH + 4));
  const all = v128.relaxed_madd<T>(v128.relaxed_madd<T>(high, z2, middle), z2, low);
  return v128.relaxed_madd<T>(all, z, constant<T>(ONE));
}

/** 2^k, from k + ROUND. */
// @ts-ignore: decorator
@inline
function powerOfTwo<T>(shifted: v128): v128 {
  return sizeof<T>() == 8 ? i64x2.shl(shifted, 52) : i32x4.shl(shifted, 23);
}

/** y = -|x|, no smaller than where e^y is 0 in every rounding. */
// @ts-ignore: decorator
@inline
export function negativeMagnitude<T>(x: v128): v128 {
  return v128.pmax<T>(v128.or(x, constant<T>(SIGN)), constant<T>(EXP_LOWER_LIMIT));
}

/** k + ROUND for k = y / ln 2 to the nearest integer. */
// @ts-ignore: decorator
@inline
function roundedMultiple<T>(y: v128): v128 {
  return v128.relaxed_madd<T>(y, constant<T>(INVERSE_LN2), constant<T>(ROUND));
}

/** 2r = y - k ln 2 in two steps, since k may be large and e^y has a slope everywhere. */
// @ts-ignore: decorator
@inline
function remainder<T>(y: v128, shifted: v128): v128 {
  const k = v128.sub<T>(shifted, constant<T>(ROUND));
  return v128.relaxed_nmadd<T>(k, constant<T>(LN2_LOW), v128.relaxed_nmadd<T>(k, constant<T>(LN2_HIGH), y));
}

/** H - r, from 2r. */
// @ts-ignore: decorator
@inline
function difference<T>(twice: v128): v128 {
  const r = v128.mul<T>(twice, constant<T>(HALF));
  return v128.sub<T>(cotangent<T>(r), r);
}

/** The part of 2^k that would leave the normal numbers, for 2^k = powerOfTwo<T>(normal) * rest: 1 but for very negative k. */
// @ts-ignore: decorator
@inline
function restOfPower<T>(shifted: v128, normal: v128): v128 {
  return powerOfTwo<T>(v128.add<T>(v128.sub<T>(shifted, normal), constant<T>(ROUND)));
}

/**
 * e^y / (e^y + 1) = S / (S + d) for y = -|x|, d = H - r, S = p (d + 2r), and d / (S + d) for -y. S / (S + d) = q (1 + (1 - q) e),
 * where e is what S and S + d have lost in their roundings.
 */
// @ts-ignore: decorator
@inline
export function sigmoid<T>(x: v128): v128 {
  const y = negativeMagnitude<T>(x);
  const shifted = roundedMultiple<T>(y);
  const normal = v128.pmax<T>(shifted, constant<T>(NORMAL));
  const p = powerOfTwo<T>(normal);
  const twice = remainder<T>(y, shifted);
  const d = difference<T>(twice);
  const s = v128.add<T>(d, twice);
  const below = v128.relaxed_madd<T>(p, s, d);
  const lost = v128.sub<T>(v128.sub<T>(twice, v128.sub<T>(s, d)), v128.relaxed_madd<T>(p, s, v128.sub<T>(d, below)));
  const negative = v128.lt<T>(x, i64x2.splat(0));
  const q = v128.div<T>(v128.bitselect(v128.mul<T>(p, s), d, negative), below);
  const corrected = v128.relaxed_madd<T>(v128.relaxed_nmadd<T>(q, q, q), lost, q);
  return v128.bitselect(v128.mul<T>(restOfPower<T>(shifted, normal), corrected), q, negative);
}

/** e^y = p (1 + 2r / (H - r)), for y of `negativeMagnitude`. */
// @ts-ignore: decorator
@inline
export function exponential<T>(y: v128): v128 {
  const shifted = roundedMultiple<T>(y);
  const normal = v128.pmax<T>(shifted, constant<T>(NORMAL));
  const twice = remainder<T>(y, shifted);
  const e = v128.add<T>(v128.div<T>(twice, difference<T>(twice)), constant<T>(ONE));
  return v128.mul<T>(restOfPower<T>(shifted, normal), v128.mul<T>(powerOfTwo<T>(normal), e));
}

/** The polynomial of log(1 + f) in z, with z2 = z^2. */
// @ts-ignore: decorator
@inline
function logPolynomial<T>(z: v128, z2: v128): v128 {
  const p0 = v128.relaxed_madd<T>(constant<T>(LOG + 1), z, constant<T>(LOG));
  const p1 = v128.relaxed_madd<T>(constant<T>(LOG + 3), z, constant<T>(LOG + 2));
  if (sizeof<T>() == 4) return v128.relaxed_madd<T>(p1, z2, p0);
  const z4 = v128.mul<T>(z2, z2);
  const p2 = v128.relaxed_madd<T>(constant<T>(LOG + 5), z, constant<T>(LOG + 4));
  const p3 = v128.relaxed_madd<T>(constant<T>(LOG + 6), z2, p2);
  return v128.relaxed_madd<T>(p3, z4, v128.relaxed_madd<T>(p1, z2, p0));
}

/**
 * log(1 + u) for 0 <= u <= 1, or NaN: fdlibm's s = f / (2 + f), log(1 + f) = f - (f^2/2 - s (f^2/2 + P)), after
 * 1 + u = 2 (1 + f) where 1 + u > sqrt(2), with f = (u - 1) / 2 exactly. The low part of ln 2 joins the small terms.
 */
// @ts-ignore: decorator
@inline
export function logOnePlus<T>(u: v128): v128 {
  const one = constant<T>(ONE);
  const doubled = v128.gt<T>(v128.add<T>(u, one), constant<T>(SQRT2));
  const f = v128.bitselect(v128.mul<T>(v128.sub<T>(u, one), constant<T>(HALF)), u, doubled);
  const s = v128.div<T>(f, v128.add<T>(f, constant<T>(TWO)));
  const z = v128.mul<T>(s, s);
  const p = v128.mul<T>(z, logPolynomial<T>(z, v128.mul<T>(z, z)));
  const halfSquare = v128.mul<T>(v128.mul<T>(f, constant<T>(HALF)), f);
  const low = v128.and(doubled, constant<T>(LN2_LOW));
  const tail = v128.sub<T>(halfSquare, v128.relaxed_madd<T>(s, v128.add<T>(halfSquare, p), low));
  return v128.add<T>(v128.sub<T>(f, tail), v128.and(doubled, constant<T>(LN2_HIGH)));
}
