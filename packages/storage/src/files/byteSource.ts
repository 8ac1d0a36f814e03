/** Sequential reading of a stretch of a file in bounded pieces. */
import type { Hash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';

/** Bytes moved at once: large enough to be fast, small enough to keep the event loop free. */
export const CHUNK_BYTES = 1 << 20;

export class ByteSource {
  readonly #handle: FileHandle;
  readonly #hash: Hash | undefined;
  readonly #end: number;
  #position: number;

  /** The bytes [start, start + length) of an open file; `hash` sees all that is read. */
  constructor(handle: FileHandle, start: number, length: number, hash?: Hash) {
    this.#handle = handle;
    this.#hash = hash;
    this.#position = start;
    this.#end = start + length;
  }

  get remaining(): number {
    return this.#end - this.#position;
  }

  /** The next `length` bytes, fewer only where the source ends. */
  async read(length: number): Promise<Buffer<ArrayBuffer>> {
    const buffer = Buffer.alloc(Math.min(length, this.remaining));
    let filled = 0;
    while (filled < buffer.length) {
      const position = this.#position + filled;
      const { bytesRead } = await this.#handle.read(buffer, filled, buffer.length - filled, position);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    const bytes = buffer.subarray(0, filled);
    this.#position += filled;
    this.#hash?.update(bytes);
    return bytes;
  }
}
