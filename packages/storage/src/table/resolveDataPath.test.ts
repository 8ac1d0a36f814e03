import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rejectionOf } from '../testSupport/codes.ts';
import { completeRows, numericColumn } from './columns.ts';
import { readTable } from './readTable.ts';
import { resolveDataPath } from './resolveDataPath.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-resolve-'));
  await mkdir(join(root, 'project', 'experiments', 'node_modules'), { recursive: true });
  await mkdir(join(root, 'node_modules', '@scope', 'set', 'data'), { recursive: true });
  await writeFile(join(root, 'node_modules', '@scope', 'set', 'data', 'a.csv'), 'a\n1\n');
  await writeFile(join(root, 'node_modules', '@scope', 'set', 'package.json'), '{"exports": {}}');
});
afterAll(() => rm(root, { recursive: true }));

describe('resolveDataPath', () => {
  test('that a path is relative to the folder of the experiment, and an absolute one stays', async () => {
    expect(await resolveDataPath('data/a.csv', root)).toBe(join(root, 'data', 'a.csv'));
    expect(await resolveDataPath('../a.csv', join(root, 'project'))).toBe(join(root, 'a.csv'));
    expect(await resolveDataPath(join(root, 'b.csv'), '/elsewhere')).toBe(join(root, 'b.csv'));
  });

  test('that a package is found in a node_modules above, whatever its exports say', async () => {
    const path = await resolveDataPath('npm:@scope/set/data/a.csv', join(root, 'project', 'experiments'));
    expect((await readTable(path)).rows).toBe(1);
  });

  test('that an installed data set is read', async () => {
    const path = await resolveDataPath('npm:vega-datasets/data/seattle-weather.csv', resolve(import.meta.dirname));
    const table = await readTable(path);
    const rows = completeRows(table, ['temp_max', 'wind'], 'error');
    expect(rows).toHaveLength(1461);
    expect(numericColumn(table, 'temp_max', rows)[0]).toBe(12.8);
  });

  test('that an absent package says how to install it', async () => {
    await expect(resolveDataPath('npm:no-such-set/a.csv', root)).rejects.toThrow(
      /DATA_FILE_NOT_FOUND: .*node_modules.*npm i no-such-set$/,
    );
  });

  test('that a file which the package lacks is not found', async () => {
    const path = await resolveDataPath('npm:@scope/set/data/b.csv', root);
    expect(await rejectionOf(readTable(path))).toBe('DATA_FILE_NOT_FOUND');
  });

  test('that a package path cannot leave the package', async () => {
    for (const file of ['npm:set', 'npm:../set/a.csv', 'npm:@scope/set/../../a.csv', 'npm:', 'npm:/etc/a.csv']) {
      expect(await rejectionOf(resolveDataPath(file, root))).toBe('DATA_FILE_NOT_FOUND');
    }
  });
});
