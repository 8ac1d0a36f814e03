import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../selectBackend.ts';
import { digestOf } from './conformance/digest.ts';

const ENTRY = fileURLToPath(new URL('./conformance/digestEntry.ts', import.meta.url));

/** What a process of its own prints that computes the conformance digest at this width. */
function computeAt(width: string, flags: readonly string[] = []): { stdout: string; stderr: string } {
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, ENTRY, 'wasm'], {
    encoding: 'utf8',
    env: { ...process.env, ENKIT_WASM_WIDTH: width },
    maxBuffer: 2 ** 28,
  });
  return { stdout, stderr };
}

describe('the width of the kernels', () => {
  it.each(['narrow', 'wide', 'auto'])('that is %s changes no bits', (width) => {
    expect(computeAt(width)).toEqual({ stdout: digestOf(createBackend('wasm')), stderr: '' });
  });

  it.runIf(process.arch === 'x64')('that is wide is what V8 makes of the tiles, and what is narrow stays so', () => {
    const fusedAt = (width: string): number[] => {
      const { stdout } = computeAt(width, ['--no-liftoff', '--trace-wasm-revectorize']);
      return [...stdout.matchAll(/Decided to vectorize, (\d+) revectorizable nodes/g)].map((match) => Number(match[1]));
    };
    expect(fusedAt('narrow')).toEqual([]);
    // Products (two tiles of 24 vectors and the single row), triangular solves, activations.
    const fused = fusedAt('wide');
    expect(fused.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...fused)).toBeGreaterThan(200);
  });

  it('that is neither narrow nor wide nor auto is refused with the choices', () => {
    expect(computeAt('broad').stderr).toContain('expected one of narrow, wide, auto, got "broad"');
  });
});
