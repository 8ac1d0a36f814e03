/**
 * Named random streams: a draw depends on (seed, purpose, step, member) only, never on order, batch, thread or node.
 *
 * Each stream is Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11):
 * key = the 64-bit seed, counter = (block, member, step, hash of the purpose). There is no state to ship: a stream
 * is made where it is needed. Blocks are numbered from 0, so a stream holds 2^32 blocks of two float64 draws.
 */
import { normalKernels } from './backends/wasmNormals.ts';

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

export interface RandomStream {
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Standard normal (Box-Muller, by the kernels: the same bits with every backend and on every machine). */
  normal(): number;
  /** Fills with what as many calls of `normal` would give, in a fraction of their time. */
  normals(into: Float64Array): void;
  /** Uniform integer in [0, bound). */
  integer(bound: number): number;
}

/**
 * High 32 bits of the product of two unsigned 32-bit integers, the second given by its halves. In 32-bit operations only: a
 * partial product with a half added stays below 2^32.
 */
function multiplyHigh(a: number, b1: number, b0: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const middle = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const carry = (Math.imul(a0, b1) + (middle & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** One Philox4x32-10 block: four 32-bit words, written into `out`. */
export function philox(key0: number, key1: number, counter: Uint32Array, out: Uint32Array): void {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(c0, MULTIPLIER_0 >>> 16, MULTIPLIER_0 & 0xffff);
    const high1 = multiplyHigh(c2, MULTIPLIER_1 >>> 16, MULTIPLIER_1 & 0xffff);
    const low0 = Math.imul(MULTIPLIER_0, c0);
    c0 = high1 ^ c1 ^ k0;
    c1 = Math.imul(MULTIPLIER_1, c2);
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + WEYL_0) | 0;
    k1 = (k1 + WEYL_1) | 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** FNV-1a, 32 bits: the purpose's place in the counter. */
function hashPurpose(purpose: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < purpose.length; i++) hash = Math.imul(hash ^ purpose.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** 53 bits of two words in [0, 1). */
function uniformOf(first: number, second: number): number {
  return ((first >>> 5) * 67108864 + (second >>> 6)) / 9007199254740992;
}

/**
 * The stream of (seed, purpose, step, member).
 * @param seed integer, 0 <= seed < 2^53
 * @param purpose what the draws are for, such as "prior" or "perturbation"
 */
export function randomStream(seed: number, purpose: string, step = 0, member = 0): RandomStream {
  const key0 = seed >>> 0;
  const key1 = Math.floor(seed / 0x100000000) >>> 0;
  const counter = Uint32Array.of(0, member, step, hashPurpose(purpose));
  const words = new Uint32Array(4);
  let used = 4;
  let spare: number | undefined;

  const uniform = (): number => {
    if (used === 4) {
      philox(key0, key1, counter, words);
      counter[0]++;
      used = 0;
    }
    used += 2;
    return uniformOf(words[used - 2], words[used - 1]);
  };
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const u = uniform();
    const [first, second] = normalKernels().pair(u, uniform());
    spare = second;
    return first;
  };
  const atBlock = (): boolean => spare === undefined && used === 4;
  const normals = (into: Float64Array): void => {
    let at = 0;
    while (at < into.length && !atBlock()) into[at++] = normal();
    const pairs = (into.length - at) >>> 1;
    normalKernels().fill(into.subarray(at, at + 2 * pairs), key0, key1, counter);
    counter[0] += pairs;
    if (at + 2 * pairs < into.length) into[into.length - 1] = normal();
  };
  return { uniform, normal, normals, integer: (bound) => Math.floor(uniform() * bound) };
}

/** A permutation of 0..count-1 (Fisher-Yates), drawn from the stream. */
export function permutation(count: number, stream: RandomStream): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = stream.integer(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
