/**
 * Constants of the elementary functions for doubles and for floats, in one order. They are loaded from memory and spread over
 * the vector by the same instruction: V8 would build each splat constant anew through general registers, and joins two
 * such loads to one of 256 bits, which two loads of whole vectors are not.
 */
const DOUBLES: usize = memory.data<f64>(
  [
    1, 2, 0.5, -0.0, 20, 746, -746, 710,
    1.4426950408889634, 2.8853900817779268, 0.34657359027997264,
    0.693147180369123816, 1.90821492927058770002e-10, 1.4142135623730951,
    3377699720528894, 6755399441056767, 6755399441055767, 6755399441057767, 6755399441056707, 8.673617379884035e-19, 1.734723475976807e-18,
    0.3333333333333332, -0.0222222222221821, 0.0021164021123571256, -0.00021164002582545167, 2.1373500013790182e-5,
    -2.1154918824731512e-6,
    0.0833333333333333, -0.0013888888888863812, 3.306878300558009e-5, -8.267188508806706e-7, 2.0872558607216975e-8,
    -5.164775103694217e-10,
    6.666666666666735130e-1, 3.999999999940941908e-1, 2.857142874366239149e-1, 2.222219843214978396e-1,
    1.818357216161805012e-1, 1.531383769920937332e-1, 1.479819860511658591e-1,
  ],
  16,
);

/** Polynomials of floats have fewer terms; zeros keep their places. */
const FLOATS: usize = memory.data<f32>(
  [
    1, 2, 0.5, -0.0, 10, 104, -104, 89,
    1.442695, 2.88539, 0.3465736,
    0.693359375, -2.12194440e-4, 1.4142135,
    6291582, 12583039, 12582939, 12583139, 12583009, 9.313225746154785e-10, 1.862645149230957e-9,
    0.33332944, -0.022030013, 0, 0, 0,
    0,
    0.08333236, -0.0013768758, 0, 0, 0,
    0,
    0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841,
  ],
  16,
);

const EVEN_DOUBLES: usize = memory.data<u64>([0xfffffffffffffffe], 16);
const EVEN_FLOATS: usize = memory.data<u32>([0xfffffffe], 16);

export const ONE: usize = 0;
export const TWO: usize = 1;
export const HALF: usize = 2;
/** -0: the bit of the sign. */
export const SIGN: usize = 3;
/** Beyond it tanh is 1. */
export const TANH_LIMIT: usize = 4;
/** Where e^-y is 0, and e^y; and beyond it e^y is Infinity. */
export const EXP_LIMIT: usize = 5;
export const EXP_LOWER_LIMIT: usize = 6;
export const EXP_UPPER_LIMIT: usize = 7;
export const INVERSE_LN2: usize = 8;
export const TWO_OVER_LN2: usize = 9;
export const HALF_LN2: usize = 10;
/** ln 2 in two parts, the first with so few bits that its multiples are exact. */
export const LN2_HIGH: usize = 11;
export const LN2_LOW: usize = 12;
export const SQRT2: usize = 13;
/** 1.5 * 2^51 (2^22) + 1022 (126): added to a small number, it leaves that to the nearest half in the low bits. */
export const ROUND_HALVES: usize = 14;
/** 1.5 * 2^52 (2^23) + 1023 (127): added to a small k, the low bits are the exponent of 2^k. */
export const ROUND: usize = 15;
/** ROUND less and plus 1000 (100): what is beyond goes by two powers of two. */
export const LOWEST_NORMAL: usize = 16;
export const HIGHEST_NORMAL: usize = 17;
/** ROUND less 60 (30): the low bits are the exponent of 2^k TINY, which is a normal number wherever 2^-k is one at all. */
export const ROUND_TINY: usize = 18;
/** 2^-60 (2^-30), and twice that. */
export const TINY: usize = 19;
export const TWICE_TINY: usize = 20;
/** r coth r = 1 + r^2 (c0 + c1 r^2 + ... + c5 r^10) for |r| <= 0.2565: minimax, error 2e-19 (2e-8 by two terms). */
export const COTH: usize = 21;
/** The same in 2r: each power of r^2 has a quarter of the last. */
export const COTH_OF_HALF: usize = 27;
/** Of log(1 + f): fdlibm's Lp1 to Lp7, and the four of FreeBSD's logf. */
export const LOG: usize = 33;

// @ts-ignore: decorator
@inline
export function constant<T>(index: usize): v128 {
  return v128.load_splat<T>((sizeof<T>() == 8 ? DOUBLES : FLOATS) + sizeof<T>() * index);
}

/** All bits but the last of every element. */
// @ts-ignore: decorator
@inline
export function evenBits<T>(): v128 {
  return v128.load_splat<T>(sizeof<T>() == 8 ? EVEN_DOUBLES : EVEN_FLOATS);
}
