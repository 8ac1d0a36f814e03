import { mkdtemp, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readExperimentFile } from './experimentFile.ts';

describe('an experiment file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'enkit-experiment-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function fileOf(content: string | Uint8Array): Promise<string> {
    const path = join(folder, 'experiment.yaml');
    await writeFile(path, content);
    return path;
  }

  test('that is read gives its bytes, also through a link', async () => {
    const path = await fileOf('name: é\n');
    const link = join(folder, 'link.yaml');
    await symlink(path, link);
    const expected = new TextEncoder().encode('name: é\n');
    expect(await readExperimentFile(path)).toEqual(expected);
    expect(await readExperimentFile(link)).toEqual(expected);
  });

  test('that is empty gives no bytes', async () => {
    expect(await readExperimentFile(await fileOf(''))).toHaveLength(0);
  });

  test('that is exactly 1 MiB is read, one byte more is not', async () => {
    expect(await readExperimentFile(await fileOf(new Uint8Array(2 ** 20)))).toHaveLength(2 ** 20);
    await expect(readExperimentFile(await fileOf(new Uint8Array(2 ** 20 + 1)))).rejects.toMatchObject({
      code: 'CFG_TOO_LARGE',
      exitCode: 78,
    });
  });

  test('that is 100 MB is refused by its size, unread', async () => {
    const path = await fileOf('name: a\n');
    await truncate(path, 100e6);
    await expect(readExperimentFile(path)).rejects.toThrow(
      `${path}: CFG_TOO_LARGE: expected at most 1048576 bytes (1 MiB); got 100000000 bytes`,
    );
  });

  test('that does not exist, or lies below a file, is not found', async () => {
    const path = await fileOf('');
    const missing = { code: 'CFG_NOT_FOUND', exitCode: 66 };
    await expect(readExperimentFile(join(folder, 'missing.yaml'))).rejects.toMatchObject(missing);
    await expect(readExperimentFile(join(path, 'below.yaml'))).rejects.toMatchObject(missing);
  });

  test('that is a folder or an endless device is refused', async () => {
    const directory = join(folder, 'directory');
    await mkdir(directory);
    await expect(readExperimentFile(directory)).rejects.toThrow(/CFG_UNREADABLE: expected .*; got a folder/);
    await expect(readExperimentFile('/dev/zero')).rejects.toThrow(/CFG_UNREADABLE: expected .*; got a device/);
  });

  test('that is a link to itself is refused with the reason', async () => {
    const loop = join(folder, 'loop.yaml');
    await symlink(loop, loop);
    await expect(readExperimentFile(loop)).rejects.toThrow(/CFG_UNREADABLE: expected .*; got ELOOP/);
  });
});
