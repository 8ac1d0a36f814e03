/** The constants of `constants.ts` for floats, four times over in memory. */
const TABLE: usize = memory.data<f32>(
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
    0.66666662693, 0.66666662693, 0.66666662693, 0.66666662693, 0.40000972152, 0.40000972152, 0.40000972152, 0.40000972152, 0.28498786688, 0.28498786688, 0.28498786688, 0.28498786688, 0.24279078841, 0.24279078841, 0.24279078841, 0.24279078841,
  ],
  16,
);

export const ONE: usize = 0;
export const TWO: usize = 16;
export const HALF: usize = 32;
export const INVERSE_LN2: usize = 48;
export const TWO_OVER_LN2: usize = 64;
/** 1.5 * 2^23: added to a small number, it leaves the nearest integer in the low bits. */
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
/** ROUND - 100: what is below it goes by two powers of two. */
export const NORMAL: usize = 240;
/** r coth r = 1 + r^2 (c0 + c1 r^2) for |r| <= ln 2 / 4: minimax, error 3e-9. */
export const COTH: usize = 256;
/** Of log(1 + f), as in FreeBSD's logf. */
export const LOG: usize = 288;

// @ts-ignore: decorator
@inline
export function constant(offset: usize): v128 {
  return v128.load(TABLE + offset);
}
