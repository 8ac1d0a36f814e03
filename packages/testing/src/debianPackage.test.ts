import { mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { unpackDebianPackages } from './debianPackage.ts';
import { withDirectoryLock } from './directoryLock.ts';
import { runPromtool } from './prometheus.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'enkit-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

describe('a directory lock', () => {
  test('that many ask for is held by one at a time', async () => {
    const counter = join(directory, 'counter');
    await writeFile(counter, '0');
    const increment = () =>
      withDirectoryLock(join(directory, 'lock'), 30, async () => {
        const value = Number(await readFile(counter, 'utf8'));
        await writeFile(counter, String(value + 1));
      });
    await Promise.all([increment(), increment(), increment(), increment()]);
    expect(await readFile(counter, 'utf8')).toBe('4');
  });

  test('that a killed process left behind is taken over', async () => {
    const lock = join(directory, 'lock');
    await mkdir(lock);
    await writeFile(join(lock, 'pid'), '999999999');
    expect(await withDirectoryLock(lock, 5, async () => 'done')).toBe('done');
  });

  test('that a living process holds is refused after the time given', async () => {
    const lock = join(directory, 'lock');
    await withDirectoryLock(lock, 5, async () => {
      await expect(withDirectoryLock(lock, 0.2, async () => 'done')).rejects.toThrow('was not released');
    });
  });
});

describe('a Debian package', () => {
  test('that a system without apt-get asks for is refused with its name and the reason', async () => {
    vi.stubEnv('PATH', directory);
    const request = unpackDebianPackages(['no-such-package']);
    await expect(request).rejects.toThrow(/no-such-package could not be fetched.*ENOENT/);
    vi.unstubAllEnvs();
  });

  test('that was unpacked runs', async () => {
    const { exitCode, output } = await runPromtool(['--version']);
    expect(output).toContain('promtool, version');
    expect(exitCode).toBe(0);
  });
});
