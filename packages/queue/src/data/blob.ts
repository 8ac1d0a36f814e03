/**
 * A matrix of numbers as it lies in Redis: a 48-byte header and the values, row-major.
 *
 *   0  magic "EnKB"             8  rows, uint32
 *   4  version of this layout  12  columns, uint32
 *   5  type of the values      16  first 16 bytes of the sha256 of the run's name
 *   6  1: little-endian        32  checksum of bytes 0 to 31 and of the values
 *   7  0                       48  the values
 *
 * The header is compared with what the reader expects before anything of the promised size is allocated.
 */
import { EnkitError } from '@enkit/contracts';
import type { Precision } from '@enkit/numerics';
import { createHash } from 'node:crypto';
import { isTaken, LEAD_BYTES, takeBytes } from './bulkMemory.ts';
import { CHECKSUM_BYTES, checksumOf } from './checksum.ts';

export type BlobType = 'float64' | 'float32' | 'uint32';

type BlobValues = Float64Array | Float32Array | Uint32Array;

export interface BlobShape {
  readonly run: string;
  readonly type: BlobType;
  readonly rows: number;
  readonly columns: number;
}

const MAGIC = Buffer.from('EnKB');
const VERSION = 2;
const LITTLE_ENDIAN = 1;
const DESCRIPTION_BYTES = 32;
const HEADER_BYTES = DESCRIPTION_BYTES + CHECKSUM_BYTES;
/** Redis copies a value as a whole; larger ones make every other client wait. */
export const MOST_BLOB_BYTES = 64 * 2 ** 20;

const TYPES = {
  float64: { code: 1, bytes: 8 },
  uint32: { code: 2, bytes: 4 },
  float32: { code: 3, bytes: 4 },
} as const;

/** Of numbers in that precision. */
export function blobType(precision: Precision): BlobType {
  return precision === 'single' ? 'float32' : 'float64';
}

/** Bytes that a blob of this shape has. Throws PAYLOAD_TOO_LARGE above 64 MiB. */
export function blobBytes({ type, rows, columns }: Omit<BlobShape, 'run'>): number {
  const bytes = HEADER_BYTES + rows * columns * TYPES[type].bytes;
  if (bytes <= MOST_BLOB_BYTES) return bytes;
  throw new EnkitError('PAYLOAD_TOO_LARGE', {
    expected: `at most ${MOST_BLOB_BYTES} bytes`,
    got: `${rows} x ${columns} values of ${type}, ${bytes} bytes`,
  });
}

function describe({ run, type, rows, columns }: BlobShape): Buffer {
  const header = Buffer.alloc(DESCRIPTION_BYTES);
  MAGIC.copy(header);
  header[4] = VERSION;
  header[5] = TYPES[type].code;
  header[6] = LITTLE_ENDIAN;
  header.writeUInt32LE(rows, 8);
  header.writeUInt32LE(columns, 12);
  createHash('sha256').update(run).digest().copy(header, 16, 0, 16);
  return header;
}

/**
 * Shared memory for the values of a blob, which is encoded without a copy when they are there; undefined when it is too
 * large for that. Throws PAYLOAD_TOO_LARGE.
 */
export function takeFloats(shape: Omit<BlobShape, 'run'>): Float64Array | undefined {
  const { buffer, byteOffset } = takeBytes(blobBytes(shape));
  if (buffer instanceof ArrayBuffer) return undefined;
  return new Float64Array(buffer, byteOffset + HEADER_BYTES, shape.rows * shape.columns);
}

/** The memory under values that lie where a blob has them, or other memory with a copy. */
function blobAround({ buffer, byteOffset, byteLength }: BlobValues, bytes: number): Buffer {
  if (isTaken(buffer) && byteOffset === LEAD_BYTES + HEADER_BYTES) return Buffer.from(buffer, LEAD_BYTES, bytes);
  const blob = takeBytes(bytes);
  blob.set(new Uint8Array(buffer, byteOffset, byteLength), HEADER_BYTES);
  return blob;
}

function headerOf(shape: BlobShape, values: Uint8Array): Buffer {
  const description = describe(shape);
  return Buffer.concat([description, checksumOf(description, values)]);
}

/** The blob of `values`, rows x columns of them; its memory may be theirs ({@link takeFloats}). Throws PAYLOAD_TOO_LARGE. */
export function encodeBlob(shape: BlobShape, values: BlobValues): Buffer {
  const blob = blobAround(values, blobBytes(shape));
  blob.set(headerOf(shape, blob.subarray(HEADER_BYTES)));
  return blob;
}

/** That blob in two pieces, the header and the values where they lie. Throws PAYLOAD_TOO_LARGE. */
export function blobInPieces(shape: BlobShape, values: BlobValues): readonly [header: Buffer, values: Uint8Array] {
  blobBytes(shape);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  return [headerOf(shape, bytes), bytes];
}

/** The checksum that a blob carries, in hex; what references and digests of results are made of. */
export function blobChecksum(blob: Uint8Array): string {
  return Buffer.from(blob.subarray(DESCRIPTION_BYTES, HEADER_BYTES)).toString('hex');
}

function refuseShape(blob: Buffer, shape: BlobShape): never {
  const rows = blob.readUInt32LE(8);
  const columns = blob.readUInt32LE(12);
  throw new EnkitError('PAYLOAD_SHAPE', {
    expected: `${shape.rows} x ${shape.columns} values of ${shape.type} of run ${shape.run}`,
    got: `a header of ${rows} x ${columns} values, type ${blob[5]}, layout ${blob[4]}`,
  });
}

/**
 * The bytes of the values in `blob`, once its size, header and checksum hold. Throws PAYLOAD_CHECKSUM when bytes are
 * missing, added or changed, PAYLOAD_SHAPE when the blob is whole but not what `shape` (and `checksum`) ask for.
 */
export function openBlob(blob: Buffer, shape: BlobShape, checksum?: string): Buffer {
  const description = describe(shape);
  if (blob.length >= HEADER_BYTES && !blob.subarray(0, DESCRIPTION_BYTES).equals(description)) refuseShape(blob, shape);
  const values = blob.subarray(HEADER_BYTES);
  const carried = blobChecksum(blob);
  const intact = blob.length === blobBytes(shape) && checksumOf(description, values).toString('hex') === carried;
  if (intact && (checksum === undefined || checksum === carried)) return values;
  throw new EnkitError('PAYLOAD_CHECKSUM', {
    expected: `${blobBytes(shape)} bytes with the checksum ${checksum ?? carried}`,
    got: `${blob.length} bytes${intact ? ` with the checksum ${carried}` : ''}`,
  });
}

/** The bytes of the values where they lie; a copy only where they do not start at a multiple of `size`. Errors as `openBlob`. */
function alignedBytes(blob: Buffer, shape: BlobShape, size: number, checksum?: string): Uint8Array {
  const values = openBlob(blob, shape, checksum);
  return values.byteOffset % size === 0 ? values : Uint8Array.from(values);
}

/** The values of a float64 blob where they lie, if they are aligned. Errors as `openBlob`. */
export function viewFloats(blob: Buffer, shape: BlobShape, checksum?: string): Float64Array {
  const { buffer, byteOffset, byteLength } = alignedBytes(blob, shape, Float64Array.BYTES_PER_ELEMENT, checksum);
  return new Float64Array(buffer, byteOffset, byteLength / Float64Array.BYTES_PER_ELEMENT);
}

/** The same of a float32 blob. */
export function viewSingles(blob: Buffer, shape: BlobShape, checksum?: string): Float32Array {
  const { buffer, byteOffset, byteLength } = alignedBytes(blob, shape, Float32Array.BYTES_PER_ELEMENT, checksum);
  return new Float32Array(buffer, byteOffset, byteLength / Float32Array.BYTES_PER_ELEMENT);
}

/** The values of a uint32 blob. Errors as `openBlob`. */
export function decodeIntegers(blob: Buffer, shape: BlobShape, checksum?: string): Uint32Array {
  const values = openBlob(blob, shape, checksum);
  const integers = new Uint32Array(shape.rows * shape.columns);
  new Uint8Array(integers.buffer).set(values);
  return integers;
}
