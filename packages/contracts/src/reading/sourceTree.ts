/** The user's values, each with the place where it was written. Immutable: aliases may share subtrees. */
import type { SourceLocation } from '../errors/enkitError.ts';
import { type KeyPath, printable } from './keyPath.ts';

export type SourceValue = SourceScalar | SourceList | SourceMapping;

export interface SourceScalar {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** A number or word as it was written, such as "1e400". */
  readonly text: string;
  readonly place: SourceLocation;
}

export interface SourceList {
  readonly kind: 'list';
  readonly items: readonly SourceValue[];
  readonly place: SourceLocation;
}

export interface SourceMapping {
  readonly kind: 'mapping';
  readonly entries: ReadonlyMap<string, SourceEntry>;
  readonly place: SourceLocation;
}

export interface SourceEntry {
  readonly keyPlace: SourceLocation;
  readonly value: SourceValue;
}

/** The value at `path`, undefined where there is none. */
export function valueAt(root: SourceValue, path: KeyPath): SourceValue | undefined {
  let value: SourceValue | undefined = root;
  for (const segment of path) {
    if (value?.kind === 'mapping') value = value.entries.get(String(segment))?.value;
    else if (value?.kind === 'list') value = value.items[Number(segment)];
    else return undefined;
  }
  return value;
}

/** Where the key at `path` is written; for a list's entry the entry; for what is missing, the nearest key above. */
export function keyPlaceAt(root: SourceValue, path: KeyPath): SourceLocation {
  for (let length = path.length; length > 0; length--) {
    const parent = valueAt(root, path.slice(0, length - 1));
    const segment = path[length - 1];
    if (parent?.kind === 'mapping') {
      const entry = parent.entries.get(String(segment));
      if (entry) return entry.keyPlace;
    } else if (parent?.kind === 'list' && parent.items[Number(segment)]) return parent.items[Number(segment)].place;
  }
  return root.place;
}

/** Plain objects, lists and scalars; keys such as __proto__ never enter a tree. */
export function plainValue(value: SourceValue): unknown {
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plainValue);
    case 'mapping':
      return Object.fromEntries([...value.entries].map(([key, entry]) => [key, plainValue(entry.value)]));
  }
}

/** What was got, in a few words. */
export function describeValue(value: SourceValue | undefined): string {
  if (value === undefined) return 'nothing';
  switch (value.kind) {
    case 'scalar':
      return describeScalar(value);
    case 'list':
      return value.items.length === 0 ? 'an empty list' : `a list of ${value.items.length}`;
    case 'mapping':
      return describeMapping(value);
  }
}

function describeScalar({ value, text }: SourceScalar): string {
  if (value === null) return text === '' ? 'nothing' : text;
  return typeof value === 'string' ? `"${printable(value)}"` : printable(text);
}

function describeMapping({ entries }: SourceMapping): string {
  const keys = [...entries.keys()].slice(0, 4).map(printable);
  if (keys.length === 0) return 'an empty mapping';
  return `a mapping with ${keys.join(', ')}${entries.size > keys.length ? ', ...' : ''}`;
}
