import { afterEach, expect, test, vi } from 'vitest';
import { canRedraw } from './liveProgress.ts';

afterEach(() => vi.unstubAllEnvs());

test('that a line is redrawn on a terminal with a size only: others get plain lines', () => {
  vi.stubEnv('TERM', 'xterm');
  expect(canRedraw({ isTTY: true, columns: 60, rows: 24 })).toBe(true);
  expect(canRedraw({ isTTY: true, columns: 0, rows: 0 })).toBe(false);
  expect(canRedraw({ isTTY: false, columns: 60, rows: 24 })).toBe(false);
});

test('that a terminal which cannot move its cursor gets plain lines', () => {
  vi.stubEnv('TERM', 'dumb');
  expect(canRedraw({ isTTY: true, columns: 60, rows: 24 })).toBe(false);
});
