/** One thing that is wrong with an experiment, before its place in the file is looked up. */
import { EnkitError, type SourceLocation } from '../errors/enkitError.ts';
import type { ErrorCode } from '../errors/registry.ts';
import { dotted, type KeyPath } from './keyPath.ts';
import { keyPlaceAt, type SourceMapping, valueAt } from './sourceTree.ts';

export interface Fault {
  readonly code: ErrorCode;
  readonly path: KeyPath;
  /** Whether the key or its value is wrong; of what is missing, the nearest key above is shown. */
  readonly at?: 'key' | 'value';
  readonly expected: string;
  readonly got: string;
  readonly suggestion?: string | undefined;
  /** The key that a misspelt one was probably meant for. */
  readonly meant?: string | undefined;
}

/** Where the fault is written. */
export function placeOf(path: KeyPath, at: 'key' | 'value', root: SourceMapping): SourceLocation {
  const value = at === 'value' ? valueAt(root, path) : undefined;
  return value?.place ?? keyPlaceAt(root, path);
}

/** The fault as an error that names file, line, column and key. */
export function locate(fault: Fault, root: SourceMapping): EnkitError {
  const { code, path, at = 'value', expected, got, suggestion } = fault;
  return new EnkitError(code, {
    expected,
    got,
    suggestion,
    location: { ...placeOf(path, at, root), key: dotted(path) },
  });
}

/** In the order in which a reader of the file meets them; those of the command line last. */
export function byPlace(a: EnkitError, b: EnkitError): number {
  const [first, second] = [a.details.location, b.details.location];
  return (
    (first?.line ?? Number.MAX_VALUE) - (second?.line ?? Number.MAX_VALUE) ||
    (first?.column ?? 0) - (second?.column ?? 0)
  );
}
