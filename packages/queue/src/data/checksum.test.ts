import * as fc from 'fast-check';
import { createCipheriv } from 'node:crypto';
import { expect, it } from 'vitest';
import { checksumOf } from './checksum.ts';

const R = 0xe1n << 120n;

/** The product in GF(2^128), bit by bit (NIST SP 800-38D, algorithm 1). */
function multiply(x: bigint, y: bigint): bigint {
  let [product, factor] = [0n, y];
  for (let bit = 127n; bit >= 0n; bit--) {
    if ((x >> bit) & 1n) product ^= factor;
    factor = factor & 1n ? (factor >> 1n) ^ R : factor >> 1n;
  }
  return product;
}

const integer = (block: Uint8Array): bigint => BigInt(`0x${Buffer.from(block).toString('hex')}`);

/** One block through AES. */
function encipher(block: string): bigint {
  const cipher = createCipheriv('aes-128-ecb', Buffer.from('EnKit, numbers, '), null);
  return integer(cipher.update(Buffer.from(block, 'hex')));
}

function naiveChecksum(bytes: Uint8Array): string {
  const key = encipher('00'.repeat(16));
  let sum = 0n;
  for (let from = 0; from < bytes.length; from += 16) {
    const block = Buffer.alloc(16);
    block.set(bytes.subarray(from, from + 16));
    sum = multiply(sum ^ integer(block), key);
  }
  sum = multiply(sum ^ (BigInt(8 * bytes.length) << 64n), key) ^ encipher(`${'00'.repeat(15)}01`);
  return sum.toString(16).padStart(32, '0');
}

it('that a checksum is the polynomial in GF(2^128) of its definition, however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, at) => {
      expect(checksumOf(bytes).toString('hex')).toBe(naiveChecksum(bytes));
      expect(checksumOf(bytes.subarray(0, at), bytes.subarray(at)).toString('hex')).toBe(naiveChecksum(bytes));
    }),
  );
});

it('that other bytes, zeros at the end, or the same in another order have another checksum', () => {
  const text = (...parts: string[]): string => checksumOf(...parts.map((part) => Buffer.from(part))).toString('hex');
  const some = ['', '\0', '\0\0', 'a', 'a\0', 'ab', 'ba', 'b'.repeat(16), 'b'.repeat(32)].map((part) => text(part));
  expect(new Set(some).size).toBe(some.length);
});
