import { crc32, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { coarsen, fieldImage, type Field } from './raster.ts';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** Chunks of a PNG, their checksums verified. */
function chunksOf(uri: string): Chunk[] {
  const bytes = Buffer.from(uri.replace('data:image/png;base64,', ''), 'base64');
  expect(bytes.subarray(0, 8).toString('latin1')).toBe('\u0089PNG\r\n\u001a\n');
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(body));
    chunks.push({ type: body.subarray(0, 4).toString('latin1'), data: body.subarray(4) });
    at += 12 + length;
  }
  return chunks;
}

const field: Field = { columns: 3, rows: 2, values: [0, 0.5, 1, Number.NaN, -9, 9] };

describe('pictures of fields', () => {
  it('that the picture holds the levels, the last row on top, missing values apart', () => {
    const chunks = chunksOf(fieldImage(field, { scheme: 'viridis', domain: [0, 1] }));
    expect(chunks.map(({ type }) => type)).toEqual(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
    const pixels = inflateSync(chunks[3].data);
    expect([...pixels]).toEqual([0, 255, 0, 254, 0, 0, 127, 254]);
    expect(chunks[0].data.readUInt32BE(0)).toBe(3);
  });

  it('that only the level of missing values is transparent', () => {
    const alpha = [...chunksOf(fieldImage(field, { scheme: 'magma', domain: [0, 1] }))[2].data];
    expect(alpha.filter((value) => value === 0)).toHaveLength(1);
    expect(alpha[255]).toBe(0);
  });

  it('that a constant field and one of no range can be drawn', () => {
    const flat = fieldImage({ columns: 1, rows: 1, values: [2] }, { scheme: 'viridis', domain: [2, 2] });
    expect([...inflateSync(chunksOf(flat)[3].data)]).toEqual([0, 127]);
  });

  it('that a large field becomes one within the limit, of its own values', () => {
    const values = Array.from({ length: 500 * 300 }, (_, k) => k);
    const small = coarsen({ columns: 500, rows: 300, values }, 161);
    expect(Math.max(small.columns, small.rows)).toBeLessThanOrEqual(161);
    expect(small.values[0]).toBe(0);
    expect(Array.from(small.values).every((value) => Number.isInteger(value))).toBe(true);
    expect(coarsen(field, 161)).toEqual(field);
  });
});
