import { matrixFromRows } from '@enkit/numerics';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { tinyContext } from '../testSupport/tinyModel.ts';
import { decodeContext, encodeContext } from './contextBlob.ts';

const coded = (code: string) => expect.objectContaining({ code });

/** The same bytes with a changed description, under their own digest: what a forger would write. */
function forge(change: (description: Record<string, unknown>) => unknown) {
  const { bytes } = encodeContext(tinyContext());
  const end = 8 + bytes.readUInt32LE(4);
  const description = Buffer.from(JSON.stringify(change(JSON.parse(bytes.toString('utf8', 8, end)))));
  const prefix = Buffer.from(bytes.subarray(0, 8));
  prefix.writeUInt32LE(description.length, 4);
  return Buffer.concat([prefix, description, bytes.subarray(end)]);
}

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describe('the context of a run', () => {
  it('that is decoded is the one that was encoded, its points on shared memory', () => {
    const { bytes, sha256 } = encodeContext(tinyContext());
    const decoded = decodeContext(bytes, sha256);
    expect(decoded).toEqual(tinyContext());
    expect(decoded.points['train'].data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('that is the same has the same digest, and another one when a bit of a point differs', () => {
    expect(encodeContext(tinyContext()).sha256).toBe(encodeContext(tinyContext()).sha256);
    const other = { ...tinyContext(), points: { train: matrixFromRows([[0.25 + Number.EPSILON]]) } };
    expect(encodeContext(other).sha256).not.toBe(encodeContext(tinyContext()).sha256);
  });

  it('that was damaged or cut is refused by its digest', () => {
    const { bytes, sha256 } = encodeContext(tinyContext());
    const flipped = Buffer.from(bytes);
    flipped[flipped.length - 1] ^= 1;
    for (const damaged of [flipped, bytes.subarray(0, 20), Buffer.alloc(0)])
      expect(() => decodeContext(damaged, sha256)).toThrow(coded('PAYLOAD_CHECKSUM'));
  });

  it.each<[string, (description: Record<string, unknown>) => unknown]>([
    ['a field too many', (description) => ({ ...description, script: 'x' })],
    [
      'a function as its model',
      (description) => ({ ...description, model: { type: 'function', parameters: 1, outputs: 1 } }),
    ],
    [
      'points of 2^32-1 rows',
      (description) => ({ ...description, points: [{ name: 'a', rows: 0xffffffff, columns: 0xffffffff }] }),
    ],
    ['no list of points', (description) => ({ ...description, points: {} })],
    ['text instead of an object', () => 'context'],
  ])('that was forged with %s is refused before memory is taken', (_, change) => {
    const bytes = forge(change);
    expect(() => decodeContext(bytes, digest(bytes))).toThrow(coded('PAYLOAD_SHAPE'));
  });

  it('that is not even a context is refused', () => {
    for (const bytes of [
      Buffer.from('EnKC'),
      Buffer.from('EnKC\xff\xff\xff\xff{}', 'latin1'),
      Buffer.from('something else'),
    ])
      expect(() => decodeContext(bytes, digest(bytes))).toThrow(coded('PAYLOAD_SHAPE'));
  });

  it('that needs a function of this program cannot be sent', () => {
    const context = { ...tinyContext(), model: { type: 'function', parameters: 3, outputs: 2 } } as const;
    expect(() => encodeContext(context)).toThrow(coded('QUEUE_MODEL'));
  });

  it('that names a point set __proto__ keeps it as an own one', () => {
    const points = Object.fromEntries([['__proto__', matrixFromRows([[1]])]]);
    const { bytes, sha256 } = encodeContext({ ...tinyContext(), points });
    expect(Object.keys(decodeContext(bytes, sha256).points)).toEqual(['__proto__']);
  });
});
