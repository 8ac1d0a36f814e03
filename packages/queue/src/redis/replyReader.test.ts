import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createReplyReader } from './replyReader.ts';

const LARGE = 2 ** 16;

/** Reads a stream in pieces of these sizes, over and over. */
function read(stream: Buffer, pieces: readonly number[]): Buffer[] {
  const told: Buffer[] = [];
  const reader = createReplyReader((replies) => void (replies.length > 0 && told.push(replies)));
  for (let at = 0, k = 0; at < stream.length; k++) {
    const space = reader.space();
    const bytes = Math.min(space.length, pieces[k % pieces.length], stream.length - at);
    space.set(stream.subarray(at, at + bytes));
    reader.received(bytes);
    at += bytes;
  }
  return told;
}

const value = (bytes: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
/** Looks like replies, and is none. */
const misleading = (length: number): Buffer => Buffer.alloc(length, '\r\n$70000\r\n:1\r\n');

const small = fc.oneof(
  fc
    .constantFrom(
      ':12\r\n',
      '+OK\r\n',
      '-ERR no\r\n',
      '$-1\r\n',
      '_\r\n',
      '*2\r\n:1\r\n$3\r\na\r\n\r\n',
      '%1\r\n+a\r\n:1\r\n',
    )
    .map((text) => Buffer.from(text)),
  fc.integer({ min: 0, max: 500 }).map((length) => value(misleading(length))),
);
const large = fc.integer({ min: LARGE, max: 4 * LARGE }).map((length) => value(misleading(length)));

it('that replies come as they are, and in order, however they are cut', () => {
  const replies = fc.array(fc.oneof({ weight: 4, arbitrary: small }, large), { minLength: 1, maxLength: 8 });
  const pieces = fc.array(fc.integer({ min: 1, max: 2 * LARGE }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(replies, pieces, (parts, sizes) => {
      const stream = Buffer.concat(parts);
      expect(Buffer.concat(read(stream, sizes)).equals(stream)).toBe(true);
    }),
  );
});

it('that a large value comes in one piece with its line, whole values and lines before it apart', () => {
  const [before, wanted, after] = [
    Buffer.from(':1\r\n*2\r\n$2\r\nab\r\n'),
    value(misleading(3 * LARGE)),
    Buffer.from('+OK\r\n'),
  ];
  for (const size of [1, 7, 1000, LARGE, 10 * LARGE]) {
    const told = read(Buffer.concat([before, wanted, after]), [size]);
    expect(told.some((replies) => replies.equals(wanted))).toBe(true);
  }
});

it('that whoever waits hears that a large value is on its way', () => {
  let told = 0;
  const reader = createReplyReader(() => void told++);
  reader.space().set(Buffer.from('$200000\r\n'));
  reader.received(9);
  for (let k = 0; k < 3; k++) reader.received(1000);
  expect(told).toBe(4);
});
