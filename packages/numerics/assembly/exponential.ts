/**
 * expm1, exp and log1p on vectors of two doubles, inlined into the activations.
 *
 * y = k ln 2 + r with |r| <= ln 2 / 2; expm1(r) = r + r^2 q(r), q of degree 9 (minimax, relative error 4e-17), evaluated by
 * Estrin's scheme since its short dependency chain, not the number of operations, decides the speed. Constants lie in memory
 * twice over, ready to load: V8 would build each splat constant anew through general registers.
 */
const C: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634, // 0: 1 / ln 2
  6755399441055744, 6755399441055744, // 16: 1.5 * 2^52 rounds a sum to an integer
  0.6931471805599453, 0.6931471805599453, // 32: ln 2
  1, 1, // 48
  0.5000000000000001, 0.5000000000000001, // 64: q, ascending
  0.16666666666666674, 0.16666666666666674,
  0.04166666666662399, 0.04166666666662399,
  0.008333333333322174, 0.008333333333322174,
  0.0013888888917283466, 0.0013888888917283466,
  0.00019841269886695202, 0.00019841269886695202,
  2.4801521188003656e-5, 2.4801521188003656e-5,
  2.7557242219069154e-6, 2.7557242219069154e-6,
  2.76201396375759e-7, 2.76201396375759e-7,
  2.5110094155232378e-8, 2.5110094155232378e-8, // 208
  6.93147180369123816490e-1, 6.93147180369123816490e-1, // 224: ln 2, its first 33 bits
  1.90821492927058770002e-10, 1.90821492927058770002e-10, // 240: and the rest
  709, 709, // 256: the range in which exp and its power of two are normal numbers
  -708, -708, // 272
  Infinity, Infinity, // 288
  0, 0, // 304
  1.4142135623730951, 1.4142135623730951, // 320
  6.666666666666735130e-1, 6.666666666666735130e-1, // 336: log1p, fdlibm's Lp1 to Lp7
  3.999999999940941908e-1, 3.999999999940941908e-1,
  2.857142874366239149e-1, 2.857142874366239149e-1,
  2.222219843214978396e-1, 2.222219843214978396e-1,
  1.818357216161805012e-1, 1.818357216161805012e-1,
  1.531383769920937332e-1, 1.531383769920937332e-1,
  1.479819860511658591e-1, 1.479819860511658591e-1, // 432
  2, 2, // 448
  0.5, 0.5, // 464
  40, 40, // 480: where tanh has long been 1
  -40, -40, // 496
], 16);

// @ts-ignore: decorator
@inline
export function constant(offset: usize): v128 {
  return v128.load(C + offset);
}
export const ONE: usize = 48;
export const ZERO: usize = 304;
export const TWO: usize = 448;
export const EXP_LIMIT: usize = 256;
export const EXP_LOWER_LIMIT: usize = 272;
export const INFINITE: usize = 288;
export const TANH_LIMIT: usize = 480;
export const TANH_LOWER_LIMIT: usize = 496;

// @ts-ignore: decorator
@inline
function expm1Reduced(r: v128): v128 {
  const r2 = f64x2.mul(r, r);
  const r4 = f64x2.mul(r2, r2);
  const q0 = f64x2.relaxed_madd(constant(80), r, constant(64));
  const q1 = f64x2.relaxed_madd(constant(112), r, constant(96));
  const q2 = f64x2.relaxed_madd(constant(144), r, constant(128));
  const q3 = f64x2.relaxed_madd(constant(176), r, constant(160));
  const q4 = f64x2.relaxed_madd(constant(208), r, constant(192));
  const low = f64x2.relaxed_madd(q1, r2, q0);
  const middle = f64x2.relaxed_madd(q3, r2, q2);
  const high = f64x2.relaxed_madd(q4, r4, middle);
  return f64x2.relaxed_madd(f64x2.relaxed_madd(high, r4, low), r2, r);
}

/** expm1(y) for |y| <= 40 or NaN. The one-step reduction costs up to 58 units in the last place of e^y, at y = 40. */
// @ts-ignore: decorator
@inline
export function exponentialMinusOne(y: v128): v128 {
  const shifted = f64x2.relaxed_madd(y, constant(0), constant(16));
  const k = f64x2.sub(shifted, constant(16));
  const r = f64x2.relaxed_nmadd(k, constant(32), y);
  const power = i64x2.add(i64x2.shl(shifted, 52), constant(ONE));
  return f64x2.relaxed_madd(power, expm1Reduced(r), f64x2.sub(power, constant(ONE)));
}

/** exp(y) for y clamped to [-708, 709], or NaN. */
// @ts-ignore: decorator
@inline
export function exponential(y: v128): v128 {
  const within = f64x2.pmax(f64x2.pmin(y, constant(EXP_LIMIT)), constant(EXP_LOWER_LIMIT));
  const shifted = f64x2.relaxed_madd(within, constant(0), constant(16));
  const k = f64x2.sub(shifted, constant(16));
  const r = f64x2.relaxed_nmadd(k, constant(240), f64x2.relaxed_nmadd(k, constant(224), within));
  const power = i64x2.add(i64x2.shl(shifted, 52), constant(ONE));
  return f64x2.relaxed_madd(power, expm1Reduced(r), power);
}

/**
 * log(1 + u) for 0 <= u <= 1, or NaN: fdlibm's s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + s^2 P(s^2)), after
 * 1 + u = 2 (1 + f) where u > sqrt(2) - 1, with f = (u - 1) / 2 exactly.
 */
// @ts-ignore: decorator
@inline
export function logOnePlus(u: v128): v128 {
  const one = constant(ONE);
  const doubled = f64x2.gt(f64x2.add(u, one), constant(320));
  const f = v128.bitselect(f64x2.mul(f64x2.sub(u, one), constant(464)), u, doubled);
  const s = f64x2.div(f, f64x2.add(f, constant(TWO)));
  const z = f64x2.mul(s, s);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const p0 = f64x2.relaxed_madd(constant(352), z, constant(336));
  const p1 = f64x2.relaxed_madd(constant(384), z, constant(368));
  const p2 = f64x2.relaxed_madd(constant(416), z, constant(400));
  const p3 = f64x2.relaxed_madd(constant(432), z2, p2);
  const p = f64x2.mul(z, f64x2.relaxed_madd(p3, z4, f64x2.relaxed_madd(p1, z2, p0)));
  const halfSquare = f64x2.mul(f64x2.mul(f, constant(464)), f);
  const small = f64x2.sub(f, f64x2.relaxed_nmadd(s, f64x2.add(halfSquare, p), halfSquare));
  return f64x2.add(small, v128.and(doubled, constant(32)));
}
