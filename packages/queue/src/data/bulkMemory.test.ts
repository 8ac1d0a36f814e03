import { expect, it } from 'vitest';
import { releaseBytes, takeBytes } from './bulkMemory.ts';

const SIZE = 3 * 2 ** 20;

it('that released memory is taken again, by bytes of about the same number, and by one at a time', () => {
  const first = takeBytes(SIZE);
  const { buffer } = first;
  expect([first.length, buffer instanceof SharedArrayBuffer]).toEqual([SIZE, true]);
  releaseBytes(first);
  releaseBytes(first);
  const second = takeBytes(SIZE - 5000);
  expect(second.buffer).toBe(buffer);
  expect(takeBytes(SIZE).buffer).not.toBe(buffer);
  releaseBytes(new Float64Array(second.buffer, second.byteOffset, 8));
  expect(takeBytes(SIZE).buffer).toBe(buffer);
});

it('that few bytes do not take much memory, and memory of other origin is left alone', () => {
  releaseBytes(takeBytes(SIZE));
  expect(takeBytes(100).buffer.byteLength).toBeLessThanOrEqual(2 ** 16);
  const other = Buffer.from(new SharedArrayBuffer(SIZE));
  releaseBytes(other);
  releaseBytes(Buffer.from('small'));
  expect(takeBytes(SIZE).buffer).not.toBe(other.buffer);
});

it('that no more is kept than a few blobs', () => {
  const many = Array.from({ length: 12 }, () => takeBytes(15 * 2 ** 20));
  for (const bytes of many) releaseBytes(bytes);
  const known = new Set(many.map(({ buffer }) => buffer));
  const again = many.map(({ length }) => takeBytes(length).buffer);
  expect(again.filter((buffer) => known.has(buffer)).length).toBe(3);
});

it('that large bytes are gone when they are released', () => {
  const bytes = takeBytes(20 * 2 ** 20);
  const { buffer } = bytes;
  releaseBytes(bytes);
  expect([bytes.length, buffer.byteLength]).toEqual([0, 0]);
});
