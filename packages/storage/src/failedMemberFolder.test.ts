import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMatrix } from '@enkit/numerics';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FailedMemberFolder } from './failedMemberFolder.ts';
import { rejectionOf } from './testSupport/codes.ts';
import { ensembleAfter } from './testSupport/exampleRun.ts';

let root: string;
let path: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-failed-'));
  path = join(root, 'failed-members');
});
afterEach(() => rm(root, { recursive: true }));

const failure = (member: number) =>
  ({ status: 'failed', code: 'MEMBER_THREW', message: 'RangeError: no "root"', node: 'a:1', member }) as const;
const evaluation = (step: number, round: number, ...members: number[]) => ({
  step,
  round,
  failures: members.map(failure),
});

describe('the folder of failed members', () => {
  test('that failures come back in the order of steps and rounds, with the bits of their parameters', async () => {
    const folder = new FailedMemberFolder(path);
    const written = [evaluation(12, 0, 4, 9), evaluation(12, 1, 9), evaluation(3, 0, 7), evaluation(12, 10, 9)];
    for (const one of written) await folder.write(one, ensembleAfter(one.step, one.failures.length, 5));
    const found = await new FailedMemberFolder(path).list();
    expect(found.map(({ step, round }) => [step, round])).toEqual([
      [3, 0],
      [12, 0],
      [12, 1],
      [12, 10],
    ]);
    expect(found[1]).toEqual({ ...evaluation(12, 0, 4, 9), kept: 2 });
    expect((await folder.parameters(found[1])).data).toEqual(ensembleAfter(12, 2, 5).data);
  });

  test('that a run without failures has none, and needs no folder', async () => {
    const folder = new FailedMemberFolder(path);
    await folder.removeAfter(0);
    await folder.clean();
    expect(await folder.list()).toEqual([]);
    expect(await readdir(root)).toEqual([]);
  });

  test('that parameters beyond the limit are left out, first those of the later failures, and failures never', async () => {
    const folder = new FailedMemberFolder(path, 400);
    await folder.write(evaluation(1, 0, 1, 2, 3, 4), createMatrix(4, 5));
    await folder.write(evaluation(2, 0, 5, 6, 7), createMatrix(3, 5));
    await folder.write(evaluation(3, 0, 8), createMatrix(1, 5));
    // The same evaluation once more, after a resume, has the same room as before.
    await folder.write(evaluation(1, 0, 1, 2, 3, 4), createMatrix(4, 5));
    const found = await folder.list();
    expect(found.map(({ failures }) => failures.length)).toEqual([4, 3, 1]);
    expect(found.map(({ kept }) => kept)).toEqual([expect.any(Number), expect.any(Number), 0]);
    const bytes = found.reduce((sum, { kept }) => sum + 8 * 5 * kept, 0);
    expect(bytes).toBeLessThanOrEqual(400);
    expect(bytes).toBeGreaterThan(0);
    expect(await folder.parameters(found[2])).toMatchObject({ rows: 0, columns: 5 });
  });

  test('that resuming from a checkpoint forgets the later steps only', async () => {
    const folder = new FailedMemberFolder(path);
    for (const step of [1, 2, 3]) await folder.write(evaluation(step, 0, step), createMatrix(1, 2));
    await folder.removeAfter(2);
    expect((await folder.list()).map(({ step }) => step)).toEqual([1, 2]);
    expect(await readdir(path)).toHaveLength(4);
  });

  test('that half written files of a killed process are removed, and foreign files are left alone', async () => {
    const folder = new FailedMemberFolder(path);
    await folder.write(evaluation(1, 0, 1), createMatrix(1, 2));
    await writeFile(join(path, 'step-00000002-round-0.npy.0123abcd.tmp'), 'half');
    await writeFile(join(path, 'notes.txt'), 'mine');
    await folder.clean();
    expect((await folder.list()).map(({ step }) => step)).toEqual([1]);
    expect(await readdir(path)).toEqual(['notes.txt', 'step-00000001-round-0.json', 'step-00000001-round-0.npy']);
  });

  test.each(['', '{', '[]', '{"step":1,"round":0,"failures":[{"code":"X"}],"kept":0}', '{"step":-1}'])(
    'that a file with the content %j is told as damaged, with its name',
    async (content) => {
      const folder = new FailedMemberFolder(path);
      await folder.write(evaluation(1, 0, 1), createMatrix(1, 2));
      await writeFile(join(path, 'step-00000001-round-0.json'), content);
      await expect(folder.list()).rejects.toThrow(/step-00000001-round-0.json: RUN_CORRUPT/);
    },
  );

  test('that parameters which do not belong to the list are told as damaged', async () => {
    const folder = new FailedMemberFolder(path);
    await folder.write(evaluation(1, 0, 1, 2), createMatrix(2, 2));
    const [found] = await folder.list();
    expect(await rejectionOf(folder.parameters({ ...found, kept: 1 }))).toBe('RUN_CORRUPT');
    await rm(join(path, 'step-00000001-round-0.npy'));
    expect(await rejectionOf(folder.parameters(found))).toBe('RUN_CORRUPT');
  });
});
