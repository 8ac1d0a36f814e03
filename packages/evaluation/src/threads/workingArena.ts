/**
 * Working memory of an analysis, which each of its threads divides for itself: the same demands in the same order give the same
 * places. It is used again by the next analysis, as fresh memory costs a page fault for every 4 KiB.
 */
import type { WorkingMemory } from '@enkit/assimilation';
import { createMatrix } from '@enkit/numerics';

/** Thrown where more is asked for than there is; then on every thread alike. */
export class ArenaFull extends Error {}

/** So that matrices begin on cache lines of their own. */
const ALIGNMENT = 64;

export function divideArena(arena: SharedArrayBuffer): WorkingMemory {
  let next = 0;
  return (rows, columns) => {
    const from = next;
    const bytes = rows * columns * Float64Array.BYTES_PER_ELEMENT;
    next = from + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    if (next > arena.byteLength) throw new ArenaFull(`${next} bytes of ${arena.byteLength}`);
    return createMatrix(rows, columns, new Float64Array(arena, from, rows * columns));
  };
}

/** Memory that is handed out to one analysis at a time. What is not touched of an arena is never backed. */
export interface Arenas {
  take(bytes: number): SharedArrayBuffer;
  release(arena: SharedArrayBuffer): void;
}

export function createArenas(): Arenas {
  let free: SharedArrayBuffer | undefined;
  return {
    take(bytes) {
      const found = free && free.byteLength >= bytes ? free : new SharedArrayBuffer(bytes);
      free = undefined;
      return found;
    },
    release: (arena) => {
      free = arena;
    },
  };
}
