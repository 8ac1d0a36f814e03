/**
 * Standard normal draws by Box & Muller (1958, Ann. Math. Stat. 29): sqrt(-2 log(1 - u)) times cos and sin of 2 pi v. The
 * logarithm is fdlibm's, sine and cosine are its kernels on an eighth of a turn, to which turns are reduced exactly. No
 * operation is fused: the draws are the same on every machine.
 */
import { firstDraws, philoxBlocks, secondDraws } from './philox';

// @ts-ignore: decorator
@inline
function times(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}

/** a + b c, rounded twice. */
// @ts-ignore: decorator
@inline
function plus(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(a, f64x2.mul(b, c));
}

// @ts-ignore: decorator
@inline
function both(value: f64): v128 {
  return f64x2.splat(value);
}

/** log x for normal x > 0. */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  const mantissa = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const large = f64x2.gt(mantissa, both(1.4142135623730951));
  const exponents = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1023));
  const low = v128.shuffle<i32>(exponents, exponents, 0, 2, 0, 2);
  const k = f64x2.add(f64x2.convert_low_i32x4_s(low), v128.and(large, both(1)));
  const f = f64x2.sub(v128.bitselect(times(mantissa, both(0.5)), mantissa, large), both(1));
  const s = f64x2.div(f, f64x2.add(f, both(2)));
  const z = times(s, s);
  const w = times(z, z);
  const even = times(w, plus(both(3.999999999940941908e-1), w, plus(both(2.222219843214978396e-1), w, both(1.531383769920937332e-1))));
  const odd = times(z, plus(both(6.666666666666735130e-1), w, plus(both(2.857142874366239149e-1), w, plus(both(1.818357216161805012e-1), w, both(1.479819860511658591e-1)))));
  const half = times(both(0.5), times(f, f));
  const tail = plus(times(s, f64x2.add(half, f64x2.add(even, odd))), k, both(1.90821492927058770002e-10));
  return f64x2.sub(times(k, both(6.93147180369123816490e-1)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** sin x for |x| <= pi / 4, with z = x^2. */
// @ts-ignore: decorator
@inline
function sine(x: v128, z: v128): v128 {
  const high = plus(both(-1.98412698298579493134e-4), z, plus(both(2.75573137070700676789e-6), z, plus(both(-2.50507602534068634195e-8), z, both(1.58969099521155010221e-10))));
  return plus(x, times(x, z), plus(both(-1.66666666666666324348e-1), z, plus(both(8.33333333332248946124e-3), z, high)));
}

/** cos x for |x| <= pi / 4, with z = x^2. */
// @ts-ignore: decorator
@inline
function cosine(z: v128): v128 {
  const high = plus(both(2.48015872894767294178e-5), z, plus(both(-2.75573143513906633035e-7), z, plus(both(2.08757232129817482790e-9), z, both(-1.13596475577881948265e-11))));
  const r = times(z, plus(both(4.16666666666666019037e-2), z, plus(both(-1.38888888888741095749e-3), z, high)));
  const half = times(both(0.5), z);
  const w = f64x2.sub(both(1), half);
  return f64x2.add(w, f64x2.add(f64x2.sub(f64x2.sub(both(1), w), half), times(z, r)));
}

/** Two pairs of normals from two pairs of draws: cos and sin of the first, then of the second. */
// @ts-ignore: decorator
@inline
function storePairs(target: usize, u: v128, v: v128): void {
  const radius = f64x2.sqrt(times(both(-2), logarithm(f64x2.sub(both(1), u))));
  const quarter = f64x2.nearest(times(both(4), v));
  const x = times(f64x2.sub(v, times(quarter, both(0.25))), both(6.283185307179586));
  const z = times(x, x);
  const s = sine(x, z);
  const c = cosine(z);
  const turns = f64x2.add(quarter, both(6755399441055744));
  const swapped = i64x2.sub(i64x2.splat(0), v128.and(turns, i64x2.splat(1)));
  const signOfSine = i64x2.shl(v128.and(turns, i64x2.splat(2)), 62);
  const signOfCosine = i64x2.shl(v128.and(i64x2.add(turns, i64x2.splat(1)), i64x2.splat(2)), 62);
  const first = times(radius, v128.xor(v128.bitselect(s, c, swapped), signOfCosine));
  const second = times(radius, v128.xor(v128.bitselect(c, s, swapped), signOfSine));
  v128.store(target, v128.shuffle<f64>(first, second, 0, 2));
  v128.store(target, v128.shuffle<f64>(first, second, 1, 3), 16);
}

/** The normals of `blocks` blocks (a multiple of 4) from `first` on, two a block. */
export function normals(target: usize, blocks: i32, key0: u32, key1: u32, first: u32, counter1: u32, counter2: u32, counter3: u32): void {
  for (let block = 0; block < blocks; block += 4) {
    philoxBlocks(key0, key1, first + block, counter1, counter2, counter3);
    storePairs(target, firstDraws(false), secondDraws(false));
    storePairs(target + 32, firstDraws(true), secondDraws(true));
    target += 64;
  }
}

/** The pair of normals that two draws in [0, 1) give. */
export function normalPair(target: usize, u: f64, v: f64): void {
  storePairs(target, f64x2.splat(u), f64x2.splat(v));
}
