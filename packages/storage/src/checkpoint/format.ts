/**
 * The checkpoint file, version 1. All integers are little endian; all digests are sha256, 32 bytes.
 *
 *   offset    bytes  content
 *   0         8      "ENKITCKP"
 *   8         4      format version
 *   12        4      H, length of the header
 *   16        H      header: JSON (losslessJson.ts), see CheckpointHeader
 *   16 + H    32     digest of all bytes before it
 *   then, for each section of the header's table in order:
 *             n      the section: the state as JSON, or an array as a complete .npy file
 *             32     digest of the section
 *   at last   32     digest of all digests before it, in order
 *
 * The first 16 + H + 32 bytes keep this layout in every version, so that a newer file is recognised as such and not
 * taken for a damaged one. All lengths follow from the header: they are compared with the size of the file before
 * anything is allocated for a section.
 */
import { createHash } from 'node:crypto';
import { EnkitError } from '@enkit/contracts';
import { type JsonValue, parseLossless, stringifyLossless } from '../files/losslessJson.ts';

export const CHECKPOINT_FORMAT_VERSION = 1;
export const DIGEST_BYTES = 32;
export const PREAMBLE_BYTES = 16;
export const LARGEST_HEADER = 16 * 1024 * 1024;
const MAGIC = Buffer.from('ENKITCKP', 'latin1');

export interface Section {
  readonly type: 'json' | 'npy';
  readonly name: string;
  readonly bytes: number;
}

export interface CheckpointHeader {
  readonly run: string;
  /** The experiment as in the manifest, to say what differs in a foreign checkpoint. */
  readonly experiment: JsonValue;
  /** Hex digest of the experiment's canonical JSON. */
  readonly experimentSha256: string;
  readonly step: number;
  readonly sections: readonly Section[];
}

export function digestOf(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Preamble, header and their digest. */
export function formatBeginning(header: CheckpointHeader): { readonly bytes: Buffer; readonly digest: Buffer } {
  const json = Buffer.from(stringifyLossless(header), 'utf8');
  const preamble = Buffer.alloc(PREAMBLE_BYTES);
  MAGIC.copy(preamble);
  preamble.writeUInt32LE(CHECKPOINT_FORMAT_VERSION, 8);
  preamble.writeUInt32LE(json.length, 12);
  const digest = digestOf(preamble, json);
  return { bytes: Buffer.concat([preamble, json, digest]), digest };
}

export function damaged(file: string, expected: string, got: string): EnkitError {
  return new EnkitError('CKPT_CHECKSUM', { expected, got, location: { file } });
}

/** Length of the header. Throws CKPT_CHECKSUM unless the preamble can be that of a file of `size` bytes. */
export function parsePreamble(preamble: Buffer, size: number, file: string): number {
  if (preamble.length < PREAMBLE_BYTES) throw damaged(file, 'a checkpoint', `${preamble.length} bytes`);
  if (!preamble.subarray(0, MAGIC.length).equals(MAGIC)) throw damaged(file, 'the magic "ENKITCKP"', 'other bytes');
  const length = preamble.readUInt32LE(12);
  const most = Math.min(LARGEST_HEADER, size - PREAMBLE_BYTES - DIGEST_BYTES);
  if (length > most) throw damaged(file, `a header of at most ${Math.max(0, most)} bytes`, `${length} bytes`);
  return length;
}

/** Throws CKPT_VERSION for a version other than ours; called once the digest says that it is not damage. */
export function checkCheckpointVersion(preamble: Buffer, file: string): void {
  const version = preamble.readUInt32LE(8);
  if (version === CHECKPOINT_FORMAT_VERSION) return;
  const expected = `checkpoint format ${CHECKPOINT_FORMAT_VERSION}`;
  throw new EnkitError('CKPT_VERSION', { expected, got: `format ${version}`, location: { file } });
}

/** Throws CKPT_CHECKSUM unless the sections of the table fill the file exactly. */
export function parseHeader(json: Buffer, size: number, file: string): CheckpointHeader {
  const content: unknown = parseLossless(json.toString('utf8'));
  const header = content as CheckpointHeader;
  const before = PREAMBLE_BYTES + json.length + DIGEST_BYTES;
  const sections = header.sections.reduce((sum, section) => sum + section.bytes + DIGEST_BYTES, 0);
  const expected = before + sections + DIGEST_BYTES;
  if (expected !== size) throw damaged(file, `${expected} bytes`, `${size} bytes`);
  return header;
}
