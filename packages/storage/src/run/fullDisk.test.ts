import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { writing } from '../files/fileErrors.ts';
import { rejectionOf } from '../testSupport/codes.ts';

const CHILD = join(import.meta.dirname, '..', 'testSupport', 'fullDisk.ts');
/** A disk of 1 MiB that only the process itself sees and that ends with it. */
const ON_SMALL_DISK = ['-rm', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"'];

function canMount(): boolean {
  return spawnSync('unshare', [...ON_SMALL_DISK, tmpdir(), 'true'], { stdio: 'ignore' }).status === 0;
}

describe('a full disk', () => {
  test.runIf(existsSync('/dev/full'))('that the error number of a full disk is DISK_FULL', async () => {
    expect(await rejectionOf(writing('/dev/full', () => writeFile('/dev/full', 'x')))).toBe('DISK_FULL');
  });

  test.runIf(canMount())(
    'that a run on it fails by code, keeps what was whole, and goes on once there is room',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'enkit-full-'));
      try {
        const command = [...ON_SMALL_DISK, folder, process.execPath, CHILD, folder];
        const { stdout } = await promisify(execFile)('unshare', command);
        const seen = JSON.parse(stdout) as { steps: number };
        expect(seen).toMatchObject({
          checkpoint: 'DISK_FULL',
          checkpoints: ['step-00000001.enkit'],
          append: 'DISK_FULL',
          manifest: 'DISK_FULL',
          logged: Array.from({ length: seen.steps }, (_, k) => k + 1),
          latest: 1,
          status: 'running',
        });
        expect(seen.steps).toBeGreaterThan(1);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );
});
