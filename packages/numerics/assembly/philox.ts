/**
 * Philox4x32-10 (Salmon et al. 2011, SC'11) for four blocks side by side: word w of the four blocks is one vector, and the
 * blocks' counters differ in their first word.
 */

const MULTIPLIER_0: u32 = 0xd2511f53;
const MULTIPLIER_1: u32 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;
const ROUNDS: i32 = 10;

/** The keys of the rounds, two vectors each: what V8 would build anew for each block through general registers. */
const KEYS: usize = memory.data(32 * ROUNDS, 16);
const MULTIPLIERS: usize = memory.data<u32>(
  [MULTIPLIER_0, MULTIPLIER_0, MULTIPLIER_0, MULTIPLIER_0, MULTIPLIER_1, MULTIPLIER_1, MULTIPLIER_1, MULTIPLIER_1],
  16,
);

/** Sets the key of the blocks to come. */
export function setKey(key0: u32, key1: u32): void {
  for (let round = 0; round < ROUNDS; round++) {
    v128.store(KEYS + 32 * <usize>round, i32x4.splat(key0));
    v128.store(KEYS + 32 * <usize>round, i32x4.splat(key1), 16);
    key0 += WEYL_0;
    key1 += WEYL_1;
  }
}

/** Where a call leaves its words, one vector each. */
let word0: v128 = i32x4.splat(0);
let word1: v128 = i32x4.splat(0);
let word2: v128 = i32x4.splat(0);
let word3: v128 = i32x4.splat(0);

/** Fills word0 to word3 of the blocks `first` to `first` + 3. */
// @ts-ignore: decorator
@inline
export function philoxBlocks(first: u32, counter1: u32, counter2: u32, counter3: u32): void {
  let c0 = i32x4.add(i32x4.splat(first), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(counter1);
  let c2 = i32x4.splat(counter2);
  let c3 = i32x4.splat(counter3);
  const m0 = v128.load(MULTIPLIERS);
  const m1 = v128.load(MULTIPLIERS, 16);
  for (let key = KEYS; key < KEYS + 32 * ROUNDS; key += 32) {
    const a = i64x2.extmul_low_i32x4_u(c0, m0);
    const b = i64x2.extmul_high_i32x4_u(c0, m0);
    const c = i64x2.extmul_low_i32x4_u(c2, m1);
    const d = i64x2.extmul_high_i32x4_u(c2, m1);
    const high0 = v128.shuffle<i32>(a, b, 1, 3, 5, 7);
    const high1 = v128.shuffle<i32>(c, d, 1, 3, 5, 7);
    c0 = v128.xor(v128.xor(high1, c1), v128.load(key));
    c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(high0, c3), v128.load(key, 16));
    c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
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

/** The first draws of the four blocks. */
// @ts-ignore: decorator
@inline
export function earlierDraws(target: usize): void {
  v128.store(target, uniform(word0, word1));
  v128.store(target, uniform(laterHalf(word0), laterHalf(word1)), 16);
}

/** Their second draws. */
// @ts-ignore: decorator
@inline
export function laterDraws(target: usize): void {
  v128.store(target, uniform(word2, word3));
  v128.store(target, uniform(laterHalf(word2), laterHalf(word3)), 16);
}
