import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolders } from './makeFolders.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-folders-'));
});
afterEach(() => rm(root, { recursive: true }));

test('that all folders of a path are made, once more without harm, and by several at once', async () => {
  const path = join(root, 'a', 'b c', 'd');
  await Promise.all(Array.from({ length: 8 }, () => makeFolders(path)));
  await makeFolders(path);
  expect(await readdir(join(root, 'a', 'b c'))).toEqual(['d']);
});

test('that a file in the way is an error, at the end of the path and inside it', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(makeFolders(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(join(file, 'a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(makeFolders(join(file, 'a', 'b'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test.runIf(process.platform === 'linux')(
  'that a file system which makes no folders ends in its error, and not in an endless search',
  async () => {
    await expect(makeFolders('/proc/enkit/runs/run')).rejects.toMatchObject({ code: 'ENOENT' });
  },
);
