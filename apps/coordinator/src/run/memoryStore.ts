/** A store that keeps nothing but the steps in memory: for comparisons and for the library's `persist: false`. */
import type { RunStore } from './session.ts';

export const MEMORY_STORE: RunStore = {
  directory: '',
  step: () => undefined,
  failed: () => Promise.resolve(),
  checkpoint: () => Promise.resolve(),
  isWriting: () => false,
  settle: () => Promise.resolve(),
};
