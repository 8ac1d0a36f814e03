/**
 * tanh |x| = N / D with 2 |x| = k ln 2 + 2 r and H = r coth r: N = (2^(k-1) - 1/2) (H + r) + r, D = N + (H - r), and the sign of x
 * put back. Where tanh is near 1, what is lost in N is in D as well and leaves the quotient.
 *
 * k is floor(2 |x| / ln 2 + 1/4), by rounding to halves and leaving out the last bit, so that -0.087 <= r <= 0.26: up to
 * tanh |x| = 1/4 k is 0, which leaves r / H, and k = 1 begins with a unit in the last place twice as large. The one-step
 * reduction loses digits where tanh has lost its slope only.
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

// @ts-ignore: decorator
@inline
export function magnitude<T>(x: v128): v128 {
  return v128.pmin<T>(v128.andnot(x, constant<T>(SIGN)), constant<T>(TANH_LIMIT));
}

/** k + ROUND_HALVES. */
// @ts-ignore: decorator
@inline
export function multiple<T>(magnitude: v128): v128 {
  const halves = v128.relaxed_madd<T>(magnitude, constant<T>(TWO_OVER_LN2), constant<T>(ROUND_HALVES));
  return v128.and(halves, evenBits<T>());
}

/** r */
// @ts-ignore: decorator
@inline
export function remainder<T>(magnitude: v128, shifted: v128): v128 {
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
export function tanhOf<T>(shifted: v128, r: v128, x: v128): v128 {
  const h = cotangent<T>(r);
  const factor = v128.sub<T>(halfPowerOfTwo<T>(shifted), constant<T>(HALF));
  const above = v128.relaxed_madd<T>(factor, v128.add<T>(h, r), r);
  const below = v128.add<T>(above, v128.sub<T>(h, r));
  return v128.or(v128.div<T>(above, below), v128.and(x, constant<T>(SIGN)));
}
