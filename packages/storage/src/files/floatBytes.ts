/**
 * Floating-point values as little-endian bytes, bit by bit: payloads of NaN, signed zeros and subnormals are kept because the
 * bytes are copied, never converted.
 */
import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { AnyMatrix } from '@enkit/numerics';
import { CHUNK_BYTES } from './byteSource.ts';

export const HOST_IS_LITTLE_ENDIAN = endianness() === 'LE';

/** Used again: a fresh one for every checkpoint would have V8 collect the whole heap every few steps. */
let idlePiece: Buffer | undefined;

/**
 * The values' bytes in pieces of at most CHUNK_BYTES. Each piece is a private copy (`values` may lie on shared memory),
 * valid until the next one is asked for.
 */
export function* littleEndianChunks(values: Float64Array | Float32Array): Generator<Buffer> {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const piece = idlePiece ?? Buffer.allocUnsafeSlow(CHUNK_BYTES);
  idlePiece = undefined;
  try {
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      const chunk = piece.subarray(0, Math.min(CHUNK_BYTES, bytes.length - start));
      chunk.set(bytes.subarray(start, start + chunk.length));
      yield HOST_IS_LITTLE_ENDIAN ? chunk : swapBytes(chunk, values.BYTES_PER_ELEMENT);
    }
  } finally {
    idlePiece = piece;
  }
}

/** In place, values of so many bytes. */
export function swapBytes(bytes: Buffer, size: number): Buffer {
  return size === 4 ? bytes.swap32() : bytes.swap64();
}

/** Hex sha256 over the ensemble's little-endian bytes, member-major (Ne x Nm, row j = member j). */
export function ensembleSha256(ensemble: AnyMatrix): string {
  const hash = createHash('sha256');
  for (const chunk of littleEndianChunks(ensemble.data)) hash.update(chunk);
  return hash.digest('hex');
}
