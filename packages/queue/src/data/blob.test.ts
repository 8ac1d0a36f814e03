import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blobBytes,
  blobChecksum,
  blobInPieces,
  type BlobShape,
  decodeIntegers,
  encodeBlob,
  openBlob,
  takeFloats,
  viewFloats,
  viewSingles,
} from './blob.ts';

const shape = (rows: number, columns: number): BlobShape => ({ run: 'sine', type: 'float64', rows, columns });

const values = Float64Array.of(1.5, -0, NaN, Infinity, 1e-310, Math.PI);
const blob = encodeBlob(shape(2, 3), values);

const refusal = (change: (copy: Buffer) => Buffer | void, expected = shape(2, 3), checksum?: string) => {
  const copy = Buffer.from(blob);
  return () => openBlob(change(copy) ?? copy, expected, checksum);
};

const coded = (code: string) => expect.objectContaining({ code });

describe('a blob', () => {
  it('that is decoded has the bits that were encoded, at 48 bytes more', () => {
    const decoded = viewFloats(blob, shape(2, 3), blobChecksum(blob));
    expect(Buffer.from(decoded.slice().buffer)).toEqual(Buffer.from(values.buffer));
    expect(blob.length).toBe(48 + 48);
  });

  it('that comes from a part of shared memory, or holds integers, is decoded as well', () => {
    const whole = new Float64Array(new SharedArrayBuffer(80)).map((_, k) => k / 3);
    const decoded = viewFloats(encodeBlob(shape(2, 2), whole.subarray(3, 7)), shape(2, 2));
    expect([...decoded]).toEqual([...whole.subarray(3, 7)]);
    const integers = Uint32Array.of(0, 7, 0xffffffff);
    const integerShape: BlobShape = { run: 'sine', type: 'uint32', rows: 1, columns: 3 };
    expect(decodeIntegers(encodeBlob(integerShape, integers), integerShape)).toEqual(integers);
  });

  it('that holds float32 has the bits that were encoded, in half the bytes, and is no blob of another type', () => {
    const floats = Float32Array.of(1.5, -0, NaN, Infinity, 1e-42, Math.PI);
    const singles: BlobShape = { ...shape(2, 3), type: 'float32' };
    const bytes = encodeBlob(singles, floats);
    const decoded = viewSingles(bytes, singles, blobChecksum(bytes));
    expect(Buffer.from(Float32Array.from(decoded).buffer)).toEqual(Buffer.from(floats.buffer));
    expect(bytes.length).toBe(48 + 24);
    expect(() => openBlob(bytes, { ...singles, type: 'uint32' })).toThrow(coded('PAYLOAD_SHAPE'));
  });

  it('whose values lie in memory that was taken for them is made there', () => {
    const taken = takeFloats(shape(2, 3)) ?? new Float64Array(0);
    taken.set(values);
    const made = encodeBlob(shape(2, 3), taken);
    expect(made.equals(blob)).toBe(true);
    expect(viewFloats(made, shape(2, 3))).toEqual(taken);
    expect(made.buffer).toBe(taken.buffer);
  });

  it('that is in two pieces has the same bytes, its values where they were', () => {
    const [header, bytes] = blobInPieces(shape(2, 3), values);
    expect(Buffer.concat([header, bytes]).equals(blob)).toBe(true);
    expect(bytes.buffer).toBe(values.buffer);
  });

  it('that is looked at where it lies, or does not begin at eight bytes, has the same bits', () => {
    for (const offset of [0, 1, 8, 13]) {
      const memory = Buffer.from(new ArrayBuffer(blob.length + offset)).subarray(offset);
      blob.copy(memory);
      const seen = viewFloats(memory, shape(2, 3));
      expect(Buffer.from(seen.buffer, seen.byteOffset, 48)).toEqual(Buffer.from(values.buffer));
      expect(seen.buffer === memory.buffer).toBe(offset % 8 === 0);
    }
  });

  it('that has any one bit flipped is refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: blob.length * 8 - 1 }), (bit) => {
        const flip = (copy: Buffer): void => void (copy[bit >> 3] ^= 1 << (bit & 7));
        expect(refusal(flip)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^PAYLOAD_(SHAPE|CHECKSUM)$/) }),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('that is cut anywhere, longer, or empty is refused', () => {
    for (const length of [0, 1, 31, 47, 48, 49, blob.length - 1])
      expect(refusal((copy) => copy.subarray(0, length))).toThrow(coded('PAYLOAD_CHECKSUM'));
    expect(refusal((copy) => Buffer.concat([copy, Buffer.alloc(1)]))).toThrow(coded('PAYLOAD_CHECKSUM'));
  });

  it('that promises 2^32-1 rows is refused before memory is taken for them', () => {
    expect(refusal((copy) => void copy.writeUInt32LE(0xffffffff, 8))).toThrow(coded('PAYLOAD_SHAPE'));
    expect(() => blobBytes({ type: 'float64', rows: 0xffffffff, columns: 0xffffffff })).toThrow(
      coded('PAYLOAD_TOO_LARGE'),
    );
    expect(refusal(() => undefined, shape(0xffffffff, 3))).toThrow(coded('PAYLOAD_SHAPE'));
  });

  it.each<[string, BlobShape]>([
    ['another shape of the same size', shape(3, 2)],
    ['another run', { ...shape(2, 3), run: 'other' }],
    ['another type', { ...shape(2, 3), type: 'uint32' }],
  ])('that is of %s is refused', (_, expected) => {
    expect(refusal(() => undefined, expected)).toThrow(coded('PAYLOAD_SHAPE'));
  });

  it('that is whole but not the one referred to is refused', () => {
    expect(refusal(() => undefined, shape(2, 3), 'b'.repeat(32))).toThrow(coded('PAYLOAD_CHECKSUM'));
  });
});
