/**
 * Constants of the elementary functions for doubles and for floats, in one order, as often in memory as they fill a vector: V8 would build each splat constant
 * anew through general registers.
 */
const DOUBLES: usize = memory.data<f64>(
  [
    1, 1, 2, 2, 0.5, 0.5,
    1.4426950408889634, 1.4426950408889634, 2.8853900817779268, 2.8853900817779268, 6755399441055744, 6755399441055744,
    0.34657359027997264, 0.34657359027997264,
    0.693147180369123816, 0.693147180369123816, 1.90821492927058770002e-10, 1.90821492927058770002e-10,
    0.6931471805599453, 0.6931471805599453, 1.4142135623730951, 1.4142135623730951,
    20, 20, -20, -20, 709, 709, -746, -746, 6755399441054744, 6755399441054744,
    0.3333333333333332, 0.3333333333333332, -0.022222222222050458, -0.022222222222050458,
    0.0021164020707015872, 0.0021164020707015872, -0.00021163595466784795, -0.00021163595466784795,
    2.121581818695788e-5, 2.121581818695788e-5,
    6.666666666666735130e-1, 6.666666666666735130e-1, 3.999999999940941908e-1, 3.999999999940941908e-1,
    2.857142874366239149e-1, 2.857142874366239149e-1, 2.222219843214978396e-1, 2.222219843214978396e-1,
    1.818357216161805012e-1, 1.818357216161805012e-1, 1.531383769920937332e-1, 1.531383769920937332e-1,
    1.479819860511658591e-1, 1.479819860511658591e-1,
  ],
  16,
);

/** Polynomials of floats have fewer terms; zeros keep their places. */
const FLOATS: usize = memory.data<f32>(
  [
    1, 1, 1, 1,
    2, 2, 2, 2,
    0.5, 0.5, 0.5, 0.5,
    1.442695, 1.442695, 1.442695, 1.442695,
    2.88539, 2.88539, 2.88539, 2.88539,
    12582912, 12582912, 12582912, 12582912,
    0.3465736, 0.3465736, 0.3465736, 0.3465736,
    0.693359375, 0.693359375, 0.693359375, 0.693359375,
    -2.12194440e-4, -2.12194440e-4, -2.12194440e-4, -2.12194440e-4,
    0.6931472, 0.6931472, 0.6931472, 0.6931472,
    1.4142135, 1.4142135, 1.4142135, 1.4142135,
    10, 10, 10, 10,
    -10, -10, -10, -10,
    88, 88, 88, 88,
    -104, -104, -104, -104,
    12582812, 12582812, 12582812, 12582812,
    0.3333325, 0.3333325, 0.3333325, 0.3333325, -0.02213387, -0.02213387, -0.02213387, -0.02213387,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0.66666662693, 0.66666662693, 0.66666662693, 0.66666662693, 0.40000972152, 0.40000972152, 0.40000972152, 0.40000972152, 0.28498786688, 0.28498786688, 0.28498786688, 0.28498786688, 0.24279078841, 0.24279078841, 0.24279078841, 0.24279078841,
  ],
  16,
);

export const ONE: usize = 0;
export const TWO: usize = 16;
export const HALF: usize = 32;
export const INVERSE_LN2: usize = 48;
export const TWO_OVER_LN2: usize = 64;
/** 1.5 * 2^52 (2^23): added to a small number, it leaves the nearest integer in the low bits. */
export const ROUND: usize = 80;
export const HALF_LN2: usize = 96;
/** ln 2 in two parts, the first with so few bits that its multiples are exact. */
export const LN2_HIGH: usize = 112;
export const LN2_LOW: usize = 128;
export const LN2: usize = 144;
export const SQRT2: usize = 160;
/** Beyond it tanh is 1. */
export const TANH_LIMIT: usize = 176;
export const TANH_LOWER_LIMIT: usize = 192;
/** Where exp is a number other than infinity and 0. */
export const EXP_LIMIT: usize = 208;
export const EXP_LOWER_LIMIT: usize = 224;
/** ROUND less 1000 (100): what is below it goes by two powers of two. */
export const NORMAL: usize = 240;
/** r coth r = 1 + r^2 (c0 + c1 r^2 + ... + c4 r^8) for |r| <= ln 2 / 4: minimax, error 3e-18 (3e-9 by two terms). */
export const COTH: usize = 256;
/** Of log(1 + f): fdlibm's Lp1 to Lp7, and the four of FreeBSD's logf. */
export const LOG: usize = 336;

// @ts-ignore: decorator
@inline
export function constant<T>(offset: usize): v128 {
  return v128.load((sizeof<T>() == 8 ? DOUBLES : FLOATS) + offset);
}
