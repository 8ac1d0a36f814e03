/** Writes one checkpoint file in a single pass, in bounded pieces, whole or not at all. */
import { createHash } from 'node:crypto';
import type { AnyMatrix } from '@enkit/numerics';
import { type ByteSink, writeDurably } from '../files/durableFile.ts';
import { type JsonValue, parseLossless, stringifyCanonical, stringifyLossless } from '../files/losslessJson.ts';
import { npyByteLength, npyChunks } from '../npy/encode.ts';
import { digestOf, formatBeginning, type Section } from './format.ts';

/** Whose checkpoint it is. */
export interface CheckpointOwner {
  readonly run: string;
  /** The experiment of the manifest. */
  readonly experiment: unknown;
}

/** What a run needs to go on after `step`. */
export interface CheckpointContent {
  readonly step: number;
  /** Plain JSON data; every float64 in it comes back as it was. */
  readonly state: unknown;
  readonly arrays: Readonly<Record<string, AnyMatrix>>;
}

export function experimentSha256(experiment: unknown): string {
  return digestOf(Buffer.from(stringifyCanonical(experiment), 'utf8')).toString('hex');
}

function sectionTable(state: Buffer, arrays: Readonly<Record<string, AnyMatrix>>): readonly Section[] {
  const npy = Object.entries(arrays).map(([name, matrix]) => ({
    type: 'npy' as const,
    name,
    bytes: npyByteLength(matrix),
  }));
  return [{ type: 'json', name: 'state', bytes: state.length }, ...npy];
}

async function writeSection(sink: ByteSink, chunks: Iterable<Uint8Array>): Promise<Buffer> {
  const hash = createHash('sha256');
  for (const chunk of chunks) {
    hash.update(chunk);
    await sink.write(chunk);
  }
  const digest = hash.digest();
  await sink.write(digest);
  return digest;
}

/**
 * Writes the checkpoint to `path` durably. The arrays must not change meanwhile; each piece is digested and written from
 * the same private copy, so that a file is consistent in any case. Gives its size in bytes. Errors: OUTPUT_UNWRITABLE,
 * DISK_FULL.
 */
export async function writeCheckpointFile(
  path: string,
  owner: CheckpointOwner,
  content: CheckpointContent,
  beforeRename?: () => Promise<void>,
): Promise<number> {
  const state = Buffer.from(stringifyLossless(content.state), 'utf8');
  const experiment: JsonValue = parseLossless(stringifyLossless(owner.experiment));
  const sections = sectionTable(state, content.arrays);
  const beginning = formatBeginning({
    run: owner.run,
    experiment,
    experimentSha256: experimentSha256(experiment),
    step: content.step,
    sections,
  });
  let size = 0;
  const write = async (file: ByteSink) => {
    const sink: ByteSink = {
      write(bytes) {
        size += bytes.length;
        return file.write(bytes);
      },
    };
    await sink.write(beginning.bytes);
    const digests = [beginning.digest, await writeSection(sink, [state])];
    for (const matrix of Object.values(content.arrays)) digests.push(await writeSection(sink, npyChunks(matrix)));
    await sink.write(digestOf(...digests));
  };
  await writeDurably(path, write, beforeRename);
  return size;
}
