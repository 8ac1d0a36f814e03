/** Undoes what a test has started, the newest first, whether or not it passed. */
import { afterEach } from 'vitest';

/** Call it once in a test file; what is given to the function it returns is undone after each test. */
export function useCleanup(): (undo: () => unknown) => void {
  const undone: (() => unknown)[] = [];
  afterEach(async () => {
    for (const undo of undone.splice(0).reverse()) await undo();
  });
  return (undo) => void undone.push(undo);
}
