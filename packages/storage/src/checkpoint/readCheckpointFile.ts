/** Reads one checkpoint file in bounded pieces; nothing of it is returned unless every digest is right. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { EnkitError } from '@enkit/contracts';
import type { AnyMatrix } from '@enkit/numerics';
import { ByteSource } from '../files/byteSource.ts';
import { reading } from '../files/fileErrors.ts';
import { type JsonValue, parseLossless, stringifyCanonical } from '../files/losslessJson.ts';
import { allocateAsStored, readNpy } from '../npy/decode.ts';
import { matrixOf } from '../npy/npyArray.ts';
import {
  checkCheckpointVersion,
  type CheckpointHeader,
  damaged,
  DIGEST_BYTES,
  digestOf,
  parseHeader,
  parsePreamble,
  PREAMBLE_BYTES,
  type Section,
} from './format.ts';
import { type CheckpointOwner, experimentSha256 } from './writeCheckpointFile.ts';

export interface RestoredContent {
  readonly step: number;
  readonly state: JsonValue;
  /** On shared memory, bit for bit as they were written. */
  readonly arrays: Readonly<Record<string, AnyMatrix>>;
}

interface Beginning {
  readonly header: CheckpointHeader;
  readonly digest: Buffer;
  /** Where the sections begin. */
  readonly end: number;
}

async function readBytes(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  return new ByteSource(handle, start, length).read(length);
}

async function readBeginning(handle: FileHandle, size: number, file: string): Promise<Beginning> {
  const preamble = await readBytes(handle, 0, Math.min(PREAMBLE_BYTES, size));
  const length = parsePreamble(preamble, size, file);
  const json = await readBytes(handle, PREAMBLE_BYTES, length);
  const digest = digestOf(preamble, json);
  const end = PREAMBLE_BYTES + length + DIGEST_BYTES;
  const stored = await readBytes(handle, end - DIGEST_BYTES, DIGEST_BYTES);
  if (!stored.equals(digest)) throw damaged(file, 'the digest of the header', 'another one');
  checkCheckpointVersion(preamble, file);
  return { header: parseHeader(json, size, file), digest, end };
}

/** Dotted paths at which two JSON values differ, at most ten. */
function differences(a: JsonValue | undefined, b: JsonValue | undefined, path: string): readonly string[] {
  const bothObjects = [a, b].every((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!bothObjects) return stringifyCanonical(a ?? null) === stringifyCanonical(b ?? null) ? [] : [path];
  const [left, right] = [a, b] as readonly Readonly<Record<string, JsonValue>>[];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => differences(left[key], right[key], path ? `${path}.${key}` : key)).slice(0, 10);
}

function checkOwner(header: CheckpointHeader, owner: CheckpointOwner, file: string): void {
  const location = { file };
  if (header.run !== owner.run)
    throw new EnkitError('CKPT_MISMATCH', { expected: `run ${owner.run}`, got: `run ${header.run}`, location });
  if (header.experimentSha256 === experimentSha256(owner.experiment)) return;
  const expected = 'the experiment of the manifest';
  const keys = differences(header.experiment, parseLossless(stringifyCanonical(owner.experiment)), '').join(', ');
  throw new EnkitError('CKPT_MISMATCH', { expected, got: `an experiment that differs in ${keys}`, location });
}

async function parseSection(source: ByteSource, section: Section, file: string): Promise<AnyMatrix | JsonValue> {
  if (section.type === 'json') return parseLossless((await source.read(section.bytes)).toString('utf8'));
  return matrixOf(await readNpy(source, file, allocateAsStored));
}

/** A section's content and digest. Bytes that are not what the section should be are told as damage. */
async function readSection(handle: FileHandle, start: number, section: Section, file: string) {
  const hash = createHash('sha256');
  const what = `section "${section.name}"`;
  try {
    const content = await parseSection(new ByteSource(handle, start, section.bytes, hash), section, file);
    const digest = hash.digest();
    const stored = await readBytes(handle, start + section.bytes, DIGEST_BYTES);
    if (!stored.equals(digest)) throw damaged(file, `the digest of ${what}`, 'another one');
    return { content, digest };
  } catch (error) {
    if (error instanceof SyntaxError) throw damaged(file, `JSON in ${what}`, 'other bytes');
    if (error instanceof EnkitError && error.code === 'DATA_FORMAT')
      throw damaged(file, `${error.details.expected} in ${what}`, error.details.got ?? 'other bytes');
    throw error;
  }
}

async function readSections(handle: FileHandle, size: number, beginning: Beginning, file: string) {
  const digests = [beginning.digest];
  const contents: (AnyMatrix | JsonValue)[] = [];
  let position = beginning.end;
  for (const section of beginning.header.sections) {
    const { content, digest } = await readSection(handle, position, section, file);
    contents.push(content);
    digests.push(digest);
    position += section.bytes + DIGEST_BYTES;
  }
  const stored = await readBytes(handle, size - DIGEST_BYTES, DIGEST_BYTES);
  if (!stored.equals(digestOf(...digests))) throw damaged(file, 'the digest of the file', 'another one');
  return contents;
}

function assemble(header: CheckpointHeader, contents: readonly (AnyMatrix | JsonValue)[]): RestoredContent {
  const named = header.sections.map((section, k) => [section, contents[k]] as const);
  const arrays = named.filter(([{ type }]) => type === 'npy').map(([{ name }, matrix]) => [name, matrix] as const);
  const state = named.find(([{ type }]) => type === 'json')?.[1] ?? null;
  return {
    step: header.step,
    state: state as JsonValue,
    arrays: Object.fromEntries(arrays) as Record<string, AnyMatrix>,
  };
}

/** Errors: CKPT_CHECKSUM, CKPT_MISMATCH, CKPT_VERSION, CKPT_NOT_FOUND, INPUT_UNREADABLE, DATA_TOO_LARGE. */
export async function readCheckpointFile(file: string, owner: CheckpointOwner): Promise<RestoredContent> {
  return reading(file, 'CKPT_NOT_FOUND', async () => {
    const handle = await open(file, 'r');
    try {
      const { size } = await handle.stat();
      const beginning = await readBeginning(handle, size, file);
      checkOwner(beginning.header, owner, file);
      return assemble(beginning.header, await readSections(handle, size, beginning, file));
    } finally {
      await handle.close();
    }
  });
}
