/**
 * Shared memory that nobody uses any more. V8 does not count it when it decides whether to collect garbage, so ensembles of
 * steps long past would stay until the machine is full: here they are counted, and collections are asked for.
 */
import { sharedBytesCreated } from '@enkit/numerics';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that may have died before they are collected. */
const PATIENCE = 2 ** 28;

let collect: (() => void) | undefined;

/** A full collection in this thread; some 10 ms. */
export function collectDeadMemory(): void {
  collect ??= exposeCollector();
  collect();
}

/** V8 gives its function to contexts made while the flag is set; it stays set, since other threads may be about to make one. */
function exposeCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

/** Counts collections: each call collects in this thread if enough was created since the last. Others follow by the count. */
export function createCollectionCount(): () => number {
  let [count, seen] = [0, sharedBytesCreated()];
  return () => {
    const created = sharedBytesCreated();
    if (created - seen < PATIENCE) return count;
    seen = created;
    collectDeadMemory();
    return ++count;
  };
}
