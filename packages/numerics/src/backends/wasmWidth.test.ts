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
    const fusedAt = (width: string): number =>
      computeAt(width, ['--no-liftoff', '--trace-wasm-revectorize']).stdout.split('Decided to vectorize').length - 1;
    expect(fusedAt('narrow')).toBe(0);
    // The 6 x 8 tile alone has 12 pairs of stores.
    expect(fusedAt('wide')).toBeGreaterThanOrEqual(12);
  });

  it('that is neither narrow nor wide nor auto is refused with the choices', () => {
    expect(computeAt('broad').stderr).toContain('expected one of narrow, wide, auto, got "broad"');
  });
});
