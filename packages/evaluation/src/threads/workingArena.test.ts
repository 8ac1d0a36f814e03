import { describe, expect, it } from 'vitest';
import { ArenaFull, createArenas, divideArena } from './workingArena.ts';

describe('working memory', () => {
  it('that threads divide alike is the same memory, matrix by matrix', () => {
    const arena = new SharedArrayBuffer(1024);
    const [here, there] = [divideArena(arena), divideArena(arena)];
    for (const [rows, columns] of [
      [2, 3],
      [1, 1],
      [3, 5],
    ] as const) {
      const [a, b] = [here(rows, columns), there(rows, columns)];
      expect([a.rows, a.columns]).toEqual([rows, columns]);
      a.data[rows * columns - 1] = rows + columns;
      expect(b.data[rows * columns - 1]).toBe(rows + columns);
    }
  });

  it('that is handed out begins where nothing else lies, and ends with the arena', () => {
    const divide = divideArena(new SharedArrayBuffer(256));
    const [a, b] = [divide(3, 3), divide(2, 4)];
    expect(b.data.byteOffset).toBeGreaterThanOrEqual(a.data.byteOffset + a.data.byteLength);
    expect(b.data.byteOffset % 64).toBe(0);
    expect(() => divide(1, 9)).toThrow(ArenaFull);
  });

  it('that was released is used again, by one analysis at a time', () => {
    const arenas = createArenas();
    const first = arenas.take(128);
    const second = arenas.take(128);
    expect(second).not.toBe(first);
    arenas.release(first);
    expect(arenas.take(64)).toBe(first);
    arenas.release(second);
    expect(arenas.take(256).byteLength).toBe(256);
  });
});
