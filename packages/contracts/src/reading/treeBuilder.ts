/**
 * From YAML nodes to the source tree. Reports every key that is given twice, forbidden or not a text, and counts what
 * aliases would expand to before anything is expanded.
 */
import { isAlias, isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import { EnkitError, type ErrorDetails, type SourceLocation } from '../errors/enkitError.ts';
import type { ErrorCode } from '../errors/registry.ts';
import { dotted, type KeyPath, printable } from './keyPath.ts';
import type { SourceEntry, SourceScalar, SourceValue } from './sourceTree.ts';
import { DEEPEST } from './yamlTokens.ts';

/** Most aliases, and most anchors, in one file. */
const MOST_ALIASES = 100;
/** Most values that all aliases together may stand for. */
const MOST_EXPANDED = 10_000;

/** Most values in a file: a covariance of 250 observations; the schema's faults of more would overflow its stack. */
const MOST_VALUES = 65_536;

/** Names that would reach an object's prototype if a careless copy met them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A value with the number of values in it and its levels of nesting. */
interface Measured {
  readonly value: SourceValue;
  readonly count: number;
  readonly height: number;
}

type Node = ParsedNode | null;
type Place = (offset: number) => SourceLocation;

export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

export class TreeBuilder {
  readonly errors: EnkitError[] = [];
  readonly #place: Place;
  /** Where in an experiment the text belongs. */
  readonly #base: KeyPath;
  readonly #anchors = new Map<string, Measured | 'open'>();
  #aliases = 0;
  #expanded = 0;
  #values = 0;
  #broken = false;

  /** `place` tells where an offset of the text lies. */
  constructor(place: Place, base: KeyPath = []) {
    this.#place = place;
    this.#base = base;
  }

  /** The tree of `node`, without the keys refused; undefined when a value could not be read. */
  build(node: Node): SourceValue | undefined {
    const value = this.#convert(node, this.#base, 0, 0)?.value;
    return this.#broken ? undefined : value;
  }

  #fail(code: ErrorCode, path: KeyPath, offset: number, details: ErrorDetails): undefined {
    const location = { ...this.#place(offset), key: dotted(path) || undefined };
    this.errors.push(new EnkitError(code, { ...details, location }));
  }

  /** An error after which the tree would mislead; the first is said, since a bomb has thousands. */
  #break(code: ErrorCode, path: KeyPath, offset: number, details: ErrorDetails): undefined {
    if (!this.#broken) this.#fail(code, path, offset, details);
    this.#broken = true;
  }

  #convert(node: Node, path: KeyPath, depth: number, offset: number): Measured | undefined {
    this.#values += 1;
    if (this.#values > MOST_VALUES)
      return this.#break('CFG_TOO_LARGE', path, offset, { expected: `at most ${MOST_VALUES} values`, got: 'more' });
    if (node === null) return leaf({ kind: 'scalar', value: null, text: '', place: this.#place(offset) });
    const at = node.range[0];
    if (node.tag) {
      const details = { expected: 'a value without a tag', got: 'a tag (!)', suggestion: 'remove the tag' };
      return this.#break('CFG_SYNTAX', path, at, details);
    }
    if (isAlias(node)) return this.#alias(node.source, path, depth, at);
    const anchor = node.anchor;
    if (anchor && !this.#open(anchor, path, at)) return undefined;
    const result = this.#content(node, path, depth);
    if (anchor && result) this.#anchors.set(anchor, result);
    return result;
  }

  #content(node: Exclude<ParsedNode, { type: 'alias' }>, path: KeyPath, depth: number): Measured | undefined {
    if (isMap(node)) return this.#mapping(node, path, depth);
    if (isSeq(node)) return this.#list(node, path, depth);
    if (isScalar(node)) return leaf(scalar(node.value, node.source, this.#place(node.range[0])));
    return undefined;
  }

  #list(node: YAMLSeq.Parsed, path: KeyPath, depth: number): Measured | undefined {
    const items = node.items.map((item, k) => this.#convert(item as Node, [...path, k], depth + 1, node.range[0]));
    const sound = items.filter((item) => item !== undefined);
    if (sound.length < items.length) return undefined;
    const value: SourceValue = {
      kind: 'list',
      items: sound.map((item) => item.value),
      place: this.#place(node.range[0]),
    };
    return { value, ...measure(sound) };
  }

  #mapping(node: YAMLMap.Parsed, path: KeyPath, depth: number): Measured {
    const entries = new Map<string, SourceEntry>();
    const parts: Measured[] = [];
    for (const pair of node.items) {
      const key = this.#key(pair, path, entries);
      if (!key) continue;
      const part = this.#convert(pair.value, [...path, key.name], depth + 1, key.end);
      if (!part) continue;
      parts.push(part);
      entries.set(key.name, { keyPlace: key.place, value: part.value });
    }
    return { value: { kind: 'mapping', entries, place: this.#place(node.range[0]) }, ...measure(parts) };
  }

  /** The pair's key if it may be used. */
  #key(pair: Pair<ParsedNode, ParsedNode | null>, path: KeyPath, entries: ReadonlyMap<string, SourceEntry>) {
    const [at, end] = pair.key.range;
    const name = keyName(pair.key);
    if (name === undefined)
      return this.#fail('CFG_TYPE', path, at, { expected: 'a word as the key', got: 'another kind of key' });
    const here = [...path, name];
    if (isForbiddenKey(name))
      return this.#fail('CFG_FORBIDDEN_KEY', here, at, { expected: 'a key of the experiment', got: `"${name}"` });
    const first = entries.get(name)?.keyPlace;
    if (first) {
      const got = `"${printable(name)}" again${first.line ? `, first given on line ${first.line}` : ''}`;
      return this.#fail('CFG_DUPLICATE_KEY', here, at, { expected: 'each key once', got });
    }
    return { name, end, place: this.#place(at) };
  }

  #open(anchor: string, path: KeyPath, at: number): boolean {
    if (this.#anchors.size >= MOST_ALIASES && !this.#anchors.has(anchor)) {
      this.#break('CFG_ALIAS', path, at, { expected: `at most ${MOST_ALIASES} anchors`, got: 'one more' });
      return false;
    }
    this.#anchors.set(anchor, 'open');
    return true;
  }

  #alias(name: string, path: KeyPath, depth: number, at: number): Measured | undefined {
    const target = this.#anchors.get(name);
    const refuse = (expected: string, got: string) => this.#break('CFG_ALIAS', path, at, { expected, got });
    if (target === undefined) return refuse('an anchor before its alias', `*${printable(name)}`);
    if (target === 'open') return refuse('an alias outside its own anchor', `*${printable(name)} within itself`);
    this.#aliases += 1;
    this.#expanded += target.count;
    if (this.#aliases > MOST_ALIASES) return refuse(`at most ${MOST_ALIASES} aliases`, 'one more');
    if (this.#expanded > MOST_EXPANDED)
      return refuse(`aliases for at most ${MOST_EXPANDED} values in all`, `${this.#expanded}`);
    if (depth + target.height > DEEPEST)
      return this.#break('CFG_DEPTH', path, at, { expected: `at most ${DEEPEST} levels`, got: 'more, by this alias' });
    return target;
  }
}

function leaf(value: SourceScalar): Measured {
  return { value, count: 1, height: 0 };
}

function measure(parts: readonly Measured[]): { count: number; height: number } {
  let [count, height] = [1, 0];
  for (const part of parts) {
    count += part.count;
    height = Math.max(height, part.height);
  }
  return { count, height: height + 1 };
}

/** A number as a key is the word it was written as. */
function keyName(key: ParsedNode): string | undefined {
  if (!isScalar(key) || key.tag) return undefined;
  return typeof key.value === 'string' ? key.value : key.source || undefined;
}

function scalar(value: unknown, source: string | undefined, place: SourceLocation): SourceScalar {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { kind: 'scalar', value, text: source ?? String(value), place };
  return { kind: 'scalar', value: null, text: source ?? '', place };
}
