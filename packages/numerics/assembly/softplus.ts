/** log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), on vectors of two doubles or four floats (T). */
import { HALF, LN2_HIGH, LN2_LOW, LOG, ONE, SQRT2, TWO, constant } from './constants';

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
function logOnePlus<T>(u: v128): v128 {
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

/** From the reduced -|x|. */
// @ts-ignore: decorator
@inline
export function softplusOf<T>(u: v128, x: v128): v128 {
  return v128.add<T>(v128.pmax<T>(x, i64x2.splat(0)), logOnePlus<T>(u));
}
