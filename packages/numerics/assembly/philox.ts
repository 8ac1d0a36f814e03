/**
 * Philox4x32-10 (Salmon et al. 2011, SC'11) for four blocks side by side: word w of the four blocks is one vector, and the
 * blocks' counters differ in their first word.
 */

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/** Where a call leaves its words, one vector each. */
let word0: v128 = i32x4.splat(0);
let word1: v128 = i32x4.splat(0);
let word2: v128 = i32x4.splat(0);
let word3: v128 = i32x4.splat(0);

/** Fills word0 to word3 of the blocks `first` to `first` + 3. */
// @ts-ignore: decorator
@inline
export function philoxBlocks(key0: u32, key1: u32, first: u32, counter1: u32, counter2: u32, counter3: u32): void {
  let c0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(counter1);
  let c2 = i32x4.splat(counter2);
  let c3 = i32x4.splat(counter3);
  let k0 = i32x4.splat(key0);
  let k1 = i32x4.splat(key1);
  const m0 = i32x4.splat(MULTIPLIER_0);
  const m1 = i32x4.splat(MULTIPLIER_1);
  for (let round = 0; round < ROUNDS; round++) {
    const a = i64x2.extmul_low_i32x4_u(c0, m0);
    const b = i64x2.extmul_high_i32x4_u(c0, m0);
    const c = i64x2.extmul_low_i32x4_u(c2, m1);
    const d = i64x2.extmul_high_i32x4_u(c2, m1);
    const high0 = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
    const high1 = v128.shuffle<i32>(c, d, 1, 3, 5, 7);
    c0 = v128.xor(v128.xor(high1, c1), k0);
    c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(high0, c3), k1);
    c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    k0 = i32x4.add(k0, i32x4.splat(WEYL_0));
    k1 = i32x4.add(k1, i32x4.splat(WEYL_1));
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}

/** Two of four 32-bit words as doubles, after a shift. */
// @ts-ignore: decorator
@inline
function doubles(words: v128, shift: i32): v128 {
  return f64x2.convert_low_i32x4_u(i32x4.shr_u(words, shift));
}

/** 53 bits of two words in [0, 1). */
// @ts-ignore: decorator
@inline
function uniform(first: v128, second: v128): v128 {
  const sum = f64x2.add(f64x2.mul(doubles(first, 5), f64x2.splat(67108864)), doubles(second, 6));
  return f64x2.mul(sum, f64x2.splat(1.0 / 9007199254740992.0));
}

// @ts-ignore: decorator
@inline
function laterHalf(words: v128): v128 {
  return v128.shuffle<i32>(words, words, 2, 3, 2, 3);
}

/** The first draws of blocks 0 and 1, or of 2 and 3. */
// @ts-ignore: decorator
@inline
export function firstDraws(later: bool): v128 {
  return later ? uniform(laterHalf(word0), laterHalf(word1)) : uniform(word0, word1);
}

/** Their second draws. */
// @ts-ignore: decorator
@inline
export function secondDraws(later: bool): v128 {
  return later ? uniform(laterHalf(word2), laterHalf(word3)) : uniform(word2, word3);
}
