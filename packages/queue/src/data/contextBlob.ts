/**
 * The context of a run as it lies in Redis, once, under its own digest: model, seed and points.
 *
 *   0  magic "EnKC"    4  length L of the description, uint32    8  description, JSON    8 + L  points, float64
 */
import {
  describeContext,
  EnkitError,
  parseContextDescription,
  type ContextDescription,
  type EvaluationContext,
} from '@enkit/contracts';
import { createSharedMatrix, type Matrix } from '@enkit/numerics';
import { createHash } from 'node:crypto';

const MAGIC = Buffer.from('EnKC');
const PREFIX_BYTES = 8;
export const MOST_CONTEXT_BYTES = 256 * 2 ** 20;

export interface ContextBlob {
  readonly bytes: Buffer;
  readonly sha256: string;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Throws PAYLOAD_TOO_LARGE above 256 MiB. */
export function checkContextBytes(bytes: number): void {
  if (bytes <= MOST_CONTEXT_BYTES) return;
  const expected = `points of at most ${MOST_CONTEXT_BYTES} bytes`;
  throw new EnkitError('PAYLOAD_TOO_LARGE', { expected, got: String(bytes) });
}

/** Throws PAYLOAD_TOO_LARGE above 256 MiB, QUEUE_MODEL for a model that is a function of this program. */
export function encodeContext(context: EvaluationContext): ContextBlob {
  const description = Buffer.from(JSON.stringify(describeContext(context)));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  MAGIC.copy(prefix);
  prefix.writeUInt32LE(description.length, 4);
  const sets = Object.values(context.points);
  const values = sets.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  checkContextBytes(values.reduce((sum, { length }) => sum + length, PREFIX_BYTES + description.length));
  const bytes = Buffer.concat([prefix, description, ...values]);
  return { bytes, sha256: sha256Of(bytes) };
}

function readDescription(bytes: Buffer): { description: ContextDescription; end: number } {
  const end = bytes.length < PREFIX_BYTES ? Infinity : PREFIX_BYTES + bytes.readUInt32LE(4);
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || end > bytes.length)
    throw new EnkitError('PAYLOAD_SHAPE', { expected: 'a context', got: `${bytes.length} other bytes` });
  return { description: parseContextDescription(bytes.toString('utf8', PREFIX_BYTES, end)), end };
}

/** The context in `bytes`. Throws PAYLOAD_CHECKSUM unless they hash to `sha256`, PAYLOAD_SHAPE unless they are a context. */
export function decodeContext(bytes: Buffer, sha256: string): EvaluationContext {
  const got = sha256Of(bytes);
  if (got !== sha256)
    throw new EnkitError('PAYLOAD_CHECKSUM', { expected: `a context with the sha256 ${sha256}`, got });
  const { description, end } = readDescription(bytes);
  const { points: shapes, ...rest } = description;
  const promised = shapes.reduce((sum, { rows, columns }) => sum + rows * columns * 8, end);
  if (promised !== bytes.length)
    throw new EnkitError('PAYLOAD_SHAPE', { expected: `${promised} bytes`, got: `${bytes.length}` });
  const points: Record<string, Matrix> = {};
  let offset = end;
  for (const { name, rows, columns } of shapes) {
    const matrix = createSharedMatrix(rows, columns);
    new Uint8Array(matrix.data.buffer).set(bytes.subarray(offset, offset + matrix.data.byteLength));
    offset += matrix.data.byteLength;
    // Not an assignment: the name might be __proto__.
    Object.defineProperty(points, name, { value: matrix, enumerable: true });
  }
  return { ...rest, points };
}
