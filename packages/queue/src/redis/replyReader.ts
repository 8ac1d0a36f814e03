/**
 * Reads the replies of a connection for bulk data (RESP), so that a large value arrives in one piece of memory: the system
 * writes it there in few calls. Otherwise it comes in pieces of 64 KiB with memory of their own, which are joined to one more copy.
 */
import { LEAD_BYTES, takeBytes } from '../data/bulkMemory.ts';

/** Bytes of a read that is not part of a large value; also the length from which on a value is large. */
const READ_BYTES = 2 ** 16;
/** What is longer than any value of ours comes in pieces: it may never come. */
const MOST_BYTES = 2 ** 28;
const END_OF_LINE = 0x0a;
const [BULK, ERROR, VERBATIM] = ['$', '!', '='].map((type) => type.charCodeAt(0));
const NOTHING: Buffer = Buffer.alloc(0);

export interface ReplyReader {
  /** Where the next bytes are to be written. */
  space(): Uint8Array;
  /** So many bytes were written there. */
  received(bytes: number): void;
}

/** A value that is being read: the line that announces it, itself, and the end of line behind. */
interface LargeValue {
  readonly reply: Buffer;
  filled: number;
}

/** @param tell gets the replies in order: small ones as they come, a large value with its line as one piece, nothing on its way there */
export function createReplyReader(tell: (replies: Buffer) => void): ReplyReader {
  const space = new Uint8Array(READ_BYTES);
  let large: LargeValue | undefined;
  /** The beginning of a line whose end has not come, and the bytes of a small value that have not. */
  let line = NOTHING;
  let owed = 0;

  const open = (announcement: Buffer, begun: Buffer, bytes: number): void => {
    const { buffer } = takeBytes(bytes);
    const reply = Buffer.from(buffer, LEAD_BYTES - announcement.length, announcement.length + bytes + 2);
    reply.set(announcement);
    reply.set(begun, announcement.length);
    large = { reply, filled: announcement.length + begun.length };
  };
  /** Bytes at the beginning of `replies` that are before a large value or an unfinished line, which are seen to. */
  const pass = (replies: Buffer): number => {
    let at = owed;
    owed = 0;
    while (at < replies.length) {
      const end = replies.indexOf(END_OF_LINE, at) + 1;
      if (end === 0) {
        line = replies.subarray(at);
        return at;
      }
      const bytes = valueBytes(replies, at, end);
      if (bytes >= READ_BYTES && bytes <= MOST_BYTES && end + bytes + 2 > replies.length) {
        open(replies.subarray(at, end), replies.subarray(end), bytes);
        return at;
      }
      at = bytes < 0 ? end : end + bytes + 2;
    }
    owed = at - replies.length;
    return replies.length;
  };
  return {
    space: () => large?.reply.subarray(large.filled) ?? space,
    received(bytes) {
      if (!large) {
        const replies = Buffer.concat([line, space.subarray(0, bytes)]);
        line = NOTHING;
        return tell(replies.subarray(0, pass(replies)));
      }
      large.filled += bytes;
      if (large.filled < large.reply.length) return tell(NOTHING);
      const { reply } = large;
      large = undefined;
      tell(reply);
    },
  };
}

/** Of the value that a line announces; -1 where it announces none. */
function valueBytes(replies: Buffer, at: number, end: number): number {
  const type = replies[at];
  if (type !== BULK && type !== ERROR && type !== VERBATIM) return -1;
  const bytes = Number(replies.toString('latin1', at + 1, end - 2));
  return Number.isInteger(bytes) ? bytes : -1;
}
