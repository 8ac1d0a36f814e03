/**
 * Standard normal draws by Box & Muller (1958, Ann. Math. Stat. 29): sqrt(-2 log(1 - u)) times cos and sin of 2 pi v. The
 * logarithm is fdlibm's, sine and cosine are its kernels on an eighth of a turn, to which turns are reduced exactly. No
 * operation is fused: the draws are the same on every machine.
 *
 * Four pairs go side by side, in two vectors that share each constant: V8 can then fuse the vectors to 256 bits where that is
 * switched on. Constants are spread from memory, as in constants.ts.
 */
import { earlierDraws, laterDraws, philoxBlocks, setKey } from './philox';

const CONSTANTS: usize = memory.data<f64>(
  [
    1, 2, 0.5, -2, 4, 0.25, 1.4142135623730951, 6755399441055744, 4503599627371519, 6.283185307179586,
    6.93147180369123816490e-1, 1.90821492927058770002e-10, 6.666666666666735130e-1, 3.999999999940941908e-1,
    2.857142874366239149e-1, 2.222219843214978396e-1, 1.818357216161805012e-1, 1.531383769920937332e-1,
    1.479819860511658591e-1, -1.66666666666666324348e-1, 8.33333333332248946124e-3, -1.98412698298579493134e-4,
    2.75573137070700676789e-6, -2.50507602534068634195e-8, 1.58969099521155010221e-10, 4.16666666666666019037e-2,
    -1.38888888888741095749e-3, 2.48015872894767294178e-5, -2.75573143513906633035e-7, 2.08757232129817482790e-9,
    -1.13596475577881948265e-11,
  ],
  16,
);
const MASKS: usize = memory.data<i64>([0x000fffffffffffff, 0x4330000000000000, 1, 2], 16);

const ONE: usize = 0;
const TWO: usize = 1;
const HALF: usize = 2;
const MINUS_TWO: usize = 3;
const FOUR: usize = 4;
const QUARTER: usize = 5;
const SQRT2: usize = 6;
/** 1.5 * 2^52: added to a small number, it leaves the nearest integer in the low bits. */
const ROUND: usize = 7;
/** 2^52 + 1023, which an exponent's bits below those of 2^52 are less. */
const BIAS: usize = 8;
const TURN: usize = 9;
/** ln 2 in two parts, the first with so few bits that its multiples are exact. */
const LN2_HIGH: usize = 10;
const LN2_LOW: usize = 11;
/** fdlibm's Lg1 to Lg7, S1 to S6 and C1 to C6. */
const LOG: usize = 12;
const SINE: usize = 19;
const COSINE: usize = 25;

const MANTISSA: usize = 0;
const EXPONENT_OF_2_52: usize = 1;
const BIT_0: usize = 2;
const BIT_1: usize = 3;

// @ts-ignore: decorator
@inline
function both(index: usize): v128 {
  return v128.load64_splat(CONSTANTS + 8 * index);
}

// @ts-ignore: decorator
@inline
function mask(index: usize): v128 {
  return v128.load64_splat(MASKS + 8 * index);
}

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

/** log x for normal x > 0. */
// @ts-ignore: decorator
@inline
function logarithm(x: v128): v128 {
  const mantissa = v128.or(v128.and(x, mask(MANTISSA)), both(ONE));
  const large = f64x2.gt(mantissa, both(SQRT2));
  const exponents = f64x2.sub(v128.or(i64x2.shr_u(x, 52), mask(EXPONENT_OF_2_52)), both(BIAS));
  const k = f64x2.add(exponents, v128.and(large, both(ONE)));
  const f = f64x2.sub(v128.bitselect(times(mantissa, both(HALF)), mantissa, large), both(ONE));
  const s = f64x2.div(f, f64x2.add(f, both(TWO)));
  const z = times(s, s);
  const w = times(z, z);
  const even = times(w, plus(both(LOG + 1), w, plus(both(LOG + 3), w, both(LOG + 5))));
  const odd = times(z, plus(both(LOG), w, plus(both(LOG + 2), w, plus(both(LOG + 4), w, both(LOG + 6)))));
  const half = times(both(HALF), times(f, f));
  const tail = plus(times(s, f64x2.add(half, f64x2.add(even, odd))), k, both(LN2_LOW));
  return f64x2.sub(times(k, both(LN2_HIGH)), f64x2.sub(f64x2.sub(half, tail), f));
}

/** sin x for |x| <= pi / 4, with z = x^2. */
// @ts-ignore: decorator
@inline
function sine(x: v128, z: v128): v128 {
  const high = plus(both(SINE + 2), z, plus(both(SINE + 3), z, plus(both(SINE + 4), z, both(SINE + 5))));
  return plus(x, times(x, z), plus(both(SINE), z, plus(both(SINE + 1), z, high)));
}

/** cos x for |x| <= pi / 4, with z = x^2. */
// @ts-ignore: decorator
@inline
function cosine(z: v128): v128 {
  const high = plus(both(COSINE + 2), z, plus(both(COSINE + 3), z, plus(both(COSINE + 4), z, both(COSINE + 5))));
  const r = times(z, plus(both(COSINE), z, plus(both(COSINE + 1), z, high)));
  const half = times(both(HALF), z);
  const w = f64x2.sub(both(ONE), half);
  return f64x2.add(w, f64x2.add(f64x2.sub(f64x2.sub(both(ONE), w), half), times(z, r)));
}

// @ts-ignore: decorator
@inline
function radius(u: v128): v128 {
  return f64x2.sqrt(times(both(MINUS_TWO), logarithm(f64x2.sub(both(ONE), u))));
}

/** 4 v as the nearest integer, in the low bits of a double. */
// @ts-ignore: decorator
@inline
function quarters(v: v128): v128 {
  return f64x2.add(times(both(FOUR), v), both(ROUND));
}

/** What is left of the turn v, as an angle. */
// @ts-ignore: decorator
@inline
function angle(v: v128, turns: v128): v128 {
  return times(f64x2.sub(v, times(f64x2.sub(turns, both(ROUND)), both(QUARTER))), both(TURN));
}

/** One of sine and cosine, by the bits of the quarters that were taken off, with its sign. */
// @ts-ignore: decorator
@inline
function signed(first: v128, second: v128, turns: v128, sign: v128): v128 {
  const swapped = i64x2.sub(i64x2.splat(0), v128.and(turns, mask(BIT_0)));
  return v128.xor(v128.bitselect(second, first, swapped), i64x2.shl(v128.and(sign, mask(BIT_1)), 62));
}

/** Four pairs of normals from four pairs of draws: u at `draws`, v 32 bytes further; first all cosines, then all sines, there. */
// @ts-ignore: decorator
@inline
function turnPairs(draws: usize): void {
  const r0 = radius(v128.load(draws));
  const r1 = radius(v128.load(draws, 16));
  const v0 = v128.load(draws, 32);
  const v1 = v128.load(draws, 48);
  const t0 = quarters(v0);
  const t1 = quarters(v1);
  const x0 = angle(v0, t0);
  const x1 = angle(v1, t1);
  const z0 = times(x0, x0);
  const z1 = times(x1, x1);
  const s0 = sine(x0, z0);
  const s1 = sine(x1, z1);
  const c0 = cosine(z0);
  const c1 = cosine(z1);
  const cosine0 = times(r0, signed(c0, s0, t0, i64x2.add(t0, mask(BIT_0))));
  const cosine1 = times(r1, signed(c1, s1, t1, i64x2.add(t1, mask(BIT_0))));
  const sine0 = times(r0, signed(s0, c0, t0, t0));
  const sine1 = times(r1, signed(s1, c1, t1, t1));
  v128.store(draws, cosine0);
  v128.store(draws, cosine1, 16);
  v128.store(draws, sine0, 32);
  v128.store(draws, sine1, 48);
}

/** Cosine and sine of each pair side by side. */
// @ts-ignore: decorator
@inline
function interleave(target: usize): void {
  const cosine0 = v128.load(target);
  const cosine1 = v128.load(target, 16);
  const sine0 = v128.load(target, 32);
  const sine1 = v128.load(target, 48);
  v128.store(target, v128.shuffle<f64>(cosine0, sine0, 0, 2));
  v128.store(target, v128.shuffle<f64>(cosine0, sine0, 1, 3), 16);
  v128.store(target, v128.shuffle<f64>(cosine1, sine1, 0, 2), 32);
  v128.store(target, v128.shuffle<f64>(cosine1, sine1, 1, 3), 48);
}

/** The normals of `blocks` blocks (a multiple of 4) from `first` on, two a block. */
export function normals(target: usize, blocks: i32, key0: u32, key1: u32, first: u32, counter1: u32, counter2: u32, counter3: u32): void {
  const end = target + 16 * <usize>blocks;
  let block = first;
  setKey(key0, key1);
  for (let at = target; at < end; at += 64) {
    philoxBlocks(block, counter1, counter2, counter3);
    earlierDraws(at);
    laterDraws(at + 32);
    block += 4;
  }
  for (let at = target; at < end; at += 64) turnPairs(at);
  for (let at = target; at < end; at += 64) interleave(at);
}

/** The pair of normals that two draws in [0, 1) give. */
export function normalPair(target: usize, u: f64, v: f64): void {
  for (let at: usize = 0; at < 32; at += 16) {
    v128.store(target + at, f64x2.splat(u));
    v128.store(target + at, f64x2.splat(v), 32);
  }
  turnPairs(target);
  interleave(target);
}
