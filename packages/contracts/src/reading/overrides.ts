/** What --set on the command line changes: `section.key=value`, the value in YAML; the last one wins. */
import { EnkitError, type SourceLocation } from '../errors/enkitError.ts';
import { type KeyPath, printable } from './keyPath.ts';
import type { SourceList, SourceMapping, SourceValue } from './sourceTree.ts';
import { isForbiddenKey } from './treeBuilder.ts';
import { readYamlFragment } from './yamlDocument.ts';

/** Stands for the file in errors. */
export const COMMAND_LINE = '--set';
/** More segments than any key of an experiment has. */
const LONGEST_PATH = 16;
/** More characters than any value needs. */
const LONGEST_OVERRIDE = 10_000;

export interface Override {
  readonly path: KeyPath;
  readonly value: SourceValue;
}

export interface ParsedOverrides {
  readonly overrides: readonly Override[];
  readonly errors: readonly EnkitError[];
}

export interface Overridden {
  readonly root: SourceMapping;
  readonly errors: readonly EnkitError[];
}

/** The arguments of --set, without those that are not of its form. */
export function parseOverrides(texts: readonly string[]): ParsedOverrides {
  const parsed = texts.map(parseOverride);
  return {
    overrides: parsed.flatMap((result) => (Array.isArray(result) ? [] : [result])),
    errors: parsed.flatMap((result) => (Array.isArray(result) ? result : [])),
  };
}

/** `root` with every override in its place; those that cannot be are errors and change nothing. */
export function applyOverrides(root: SourceMapping, overrides: readonly Override[]): Overridden {
  const errors: EnkitError[] = [];
  let result = root;
  for (const { path, value } of overrides) {
    const changed = replaceInMapping(result, path, value, 0);
    if (Array.isArray(changed)) errors.push(...changed);
    else result = changed;
  }
  return { root: result, errors };
}

function parseOverride(text: string): Override | EnkitError[] {
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  const location = { file: COMMAND_LINE, key: printable(key.trim()) };
  const refuse = (got: string) => [failure(got, location)];
  if (equals < 0) return refuse('no "="');
  if (text.length > LONGEST_OVERRIDE) return refuse(`${text.length} characters`);
  const path = key.trim().split('.');
  if (path.includes('')) return refuse('an empty key');
  if (path.length > LONGEST_PATH) return refuse(`${path.length} keys`);
  if (path.some(isForbiddenKey))
    return [new EnkitError('CFG_FORBIDDEN_KEY', { expected: 'a key of the experiment', got: location.key, location })];
  return readValue(text.slice(equals + 1), path, location);
}

function readValue(text: string, path: KeyPath, location: SourceLocation): Override | EnkitError[] {
  const { root, errors } = readYamlFragment(text, path, location);
  if (root && errors.length === 0) return { path, value: root };
  return errors.map((error) => (error.code === 'CFG_SYNTAX' ? notYaml(error, location) : error));
}

function notYaml(cause: EnkitError, location: SourceLocation): EnkitError {
  return failure(`a value that is not YAML: expected ${cause.details.expected ?? 'a value'}`, location, cause);
}

function failure(got: string, location: SourceLocation, cause?: EnkitError): EnkitError {
  const expected = 'section.key=value from the command line, the value in YAML';
  return new EnkitError('CFG_OVERRIDE', { expected, got, location, cause });
}

/** A copy of `target` with `value` at `path`; sections that are missing are made. */
function replaceIn(
  target: SourceValue | undefined,
  path: KeyPath,
  value: SourceValue,
  k: number,
): SourceValue | EnkitError[] {
  if (k === path.length) return value;
  if (target === undefined) return replaceInMapping(emptyMapping(value.place), path, value, k);
  if (target.kind === 'mapping') return replaceInMapping(target, path, value, k);
  if (target.kind === 'list') return replaceInList(target, path, value, k);
  if (target.value === null) return replaceInMapping(emptyMapping(value.place), path, value, k);
  const owner = path.slice(0, k).join('.');
  return [failure(`${printable(owner)}, which is a single value without keys`, value.place)];
}

function replaceInMapping(
  target: SourceMapping,
  path: KeyPath,
  value: SourceValue,
  k: number,
): SourceMapping | EnkitError[] {
  const key = String(path[k]);
  const existing = target.entries.get(key);
  const inner = replaceIn(existing?.value, path, value, k + 1);
  if (Array.isArray(inner)) return inner;
  const keyPlace = existing && k + 1 < path.length ? existing.keyPlace : value.place;
  return { ...target, entries: new Map(target.entries).set(key, { keyPlace, value: inner }) };
}

function replaceInList(target: SourceList, path: KeyPath, value: SourceValue, k: number): SourceList | EnkitError[] {
  const index = Number(path[k]);
  if (!(String(index) === path[k] && index in target.items)) {
    const got = `entry ${printable(String(path[k]))} of ${path.slice(0, k).join('.')}, a list of ${target.items.length} (the first is 0)`;
    return [failure(got, value.place)];
  }
  const inner = replaceIn(target.items[index], path, value, k + 1);
  return Array.isArray(inner) ? inner : { ...target, items: target.items.with(index, inner) };
}

function emptyMapping(place: SourceLocation): SourceMapping {
  return { kind: 'mapping', entries: new Map(), place };
}
