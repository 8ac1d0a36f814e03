/** A rule between keys, and the small words that rules are written in. */
import type { Fault } from '../reading/fault.ts';
import type { KeyPath } from '../reading/keyPath.ts';
import type { Draft } from './draft.ts';

export interface Rule {
  /** What it looks at: it is left out when any of that is faulty by itself. */
  readonly reads: readonly KeyPath[];
  readonly check: (draft: Draft) => readonly Fault[];
}

/** The path of "ensemble.size". */
export function at(key: string): KeyPath {
  return key.split('.');
}

export function conflict(key: KeyPath, expected: string, got: string, suggestion?: string): Fault {
  return { code: 'CFG_CONFLICT', path: key, expected, got, suggestion };
}

/** A key that changes nothing: better said than ignored. */
export function withoutEffect(key: KeyPath, where: string): Fault {
  return {
    ...conflict(key, `this key only ${where}`, `${key.at(-1)}, which has no effect here`, 'remove the key'),
    at: 'key',
  };
}
