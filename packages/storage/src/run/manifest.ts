/** manifest.json: what a run is, by whom and with what it was made, and how far it came. Replaced in one go. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EnkitError, type RunResult } from '@enkit/contracts';
import { writeTextDurably } from '../files/durableFile.ts';
import { reading } from '../files/fileErrors.ts';
import { type JsonValue, parseLossless, stringifyLosslessIndented } from '../files/losslessJson.ts';

export const MANIFEST_FILE = 'manifest.json';
export const MANIFEST_FORMAT_VERSION = 1;

export const RUN_STATUSES = ['running', 'finished', 'failed', 'interrupted'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** What the coordinator knows of a run before it begins. */
export interface RunDescription {
  /** The experiment with every default filled in, as plain JSON; parse it with the experiment schema. */
  readonly experiment: unknown;
  /** The experiment file as the user wrote it. */
  readonly experimentText: string;
  readonly seeds: Readonly<Record<string, number>>;
  /** Releases by name: enkit, node, ... */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitRevision?: string;
  readonly backend: string;
  readonly platform: string;
}

export interface Manifest extends RunDescription {
  readonly formatVersion: typeof MANIFEST_FORMAT_VERSION;
  readonly run: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly status: RunStatus;
  readonly result?: RunResult;
}

const FIELD_TYPES: Readonly<Record<string, string>> = {
  run: 'string',
  name: 'string',
  createdAt: 'string',
  experiment: 'object',
  experimentText: 'string',
  seeds: 'object',
  versions: 'object',
  backend: 'string',
  platform: 'string',
  status: 'string',
};

function corrupt(file: string, expected: string, got: string, key?: string): EnkitError {
  return new EnkitError('RUN_CORRUPT', { expected, got, location: { file, key } });
}

function parseJson(text: string, file: string): JsonValue {
  try {
    return parseLossless(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw corrupt(file, 'JSON', error.message.replaceAll(/\s+/g, ' '));
    throw error;
  }
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function checkVersion(value: unknown, file: string): void {
  if (value === MANIFEST_FORMAT_VERSION) return;
  const expected = `formatVersion ${MANIFEST_FORMAT_VERSION}`;
  if (typeof value === 'number' && Number.isInteger(value) && value > MANIFEST_FORMAT_VERSION)
    throw new EnkitError('RUN_VERSION', { expected, got: `formatVersion ${value}`, location: { file } });
  throw corrupt(file, expected, JSON.stringify(value) ?? 'none', 'formatVersion');
}

function checkManifest(content: JsonValue, file: string): Manifest {
  if (typeName(content) !== 'object') throw corrupt(file, 'an object', typeName(content));
  const fields = content as Readonly<Record<string, unknown>>;
  checkVersion(fields['formatVersion'], file);
  for (const [key, type] of Object.entries(FIELD_TYPES)) {
    if (typeName(fields[key]) !== type) throw corrupt(file, `of type ${type}`, typeName(fields[key]), key);
  }
  const { status } = fields;
  if (!RUN_STATUSES.some((known) => known === status))
    throw corrupt(file, RUN_STATUSES.join(', '), JSON.stringify(status), 'status');
  return content as JsonValue & Manifest;
}

/** Reads the manifest of a run directory. Errors: RUN_NOT_FOUND, RUN_CORRUPT, RUN_VERSION, INPUT_UNREADABLE. */
export async function readManifest(directory: string): Promise<Manifest> {
  const file = join(directory, MANIFEST_FILE);
  const text = await reading(file, 'RUN_NOT_FOUND', () => readFile(file, 'utf8'));
  return checkManifest(parseJson(text, file), file);
}

/** Replaces the manifest durably. Errors: OUTPUT_UNWRITABLE, DISK_FULL. */
export async function writeManifest(
  directory: string,
  manifest: Manifest,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  await writeTextDurably(join(directory, MANIFEST_FILE), stringifyLosslessIndented(manifest), beforeRename);
}
