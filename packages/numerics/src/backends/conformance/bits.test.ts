import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { createBackend } from '../../selectBackend.ts';
import { digestOf } from './digest.ts';
import { BACKENDS } from './support.ts';

const entry = new URL('./digestEntry.ts', import.meta.url);

describe.each(BACKENDS)('$name', ({ backend }) => {
  it('that a second instance gives the bits of the first', () => {
    expect(digestOf(createBackend(backend.name))).toBe(digestOf(backend));
  });

  it('that a worker thread gives the bits of this one', async () => {
    const worker = new Worker(entry, { workerData: backend.name });
    const [digest] = await once(worker, 'message');
    expect(digest).toBe(digestOf(backend));
  });
});

describe('wasm', () => {
  it.each([
    ['the baseline compiler', '--liftoff-only'],
    ['the optimizing compiler', '--no-liftoff'],
    ['256-bit instructions', '--experimental-wasm-revectorize'],
  ])('that %s gives the bits that the others give', (_, flag) => {
    const flags = flag === '--liftoff-only' ? [flag] : [flag, '--no-liftoff'];
    const { stdout, stderr } = spawnSync(process.execPath, [...flags, fileURLToPath(entry), 'wasm'], {
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: digestOf(createBackend('wasm')), stderr: '' });
  });
});
