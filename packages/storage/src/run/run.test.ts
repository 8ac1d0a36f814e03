import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResult } from '@enkit/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ensembleSha256 } from '../files/floatBytes.ts';
import { codeOf, rejectionOf } from '../testSupport/codes.ts';
import { DESCRIPTION, ensembleAfter } from '../testSupport/exampleRun.ts';
import { createRun } from './createRun.ts';
import { listRuns, openRun } from './findRuns.ts';
import { checkRunId, newRunId } from './runId.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-run-'));
});
afterEach(() => rm(root, { recursive: true }));

const example = () => ({ root: join(root, 'runs'), name: 'sine', manifest: DESCRIPTION });

async function editManifest(path: string, edit: (manifest: Record<string, unknown>) => void): Promise<void> {
  const file = join(path, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  edit(manifest);
  await writeFile(file, JSON.stringify(manifest));
}

describe('the id of a run', () => {
  test('that it tells the name and the time in UTC', () => {
    expect(newRunId('sine', new Date('2025-02-03T04:05:06.789Z'))).toMatch(/^sine-20250203-040506-[0-9a-f]{4}$/);
  });

  test('that the longest name still gives a valid id', () => {
    const id = newRunId('a'.repeat(63), new Date(0));
    expect(id).toHaveLength(63);
    expect(checkRunId(id)).toBe(id);
  });

  test('that ids which cannot be a folder or part of a job id are refused', () => {
    for (const id of ['', 'a:b', '123', '..', 'A', 'a/b', 'a b', 'a'.repeat(64)]) {
      expect(codeOf(() => checkRunId(id))).toBe('RUN_ID');
    }
  });
});

describe('createRun', () => {
  test('that a run is opened again by its id and by its path, with the same manifest', async () => {
    const run = await createRun(example());
    expect(run.path).toBe(join(root, 'runs', run.run));
    for (const name of [run.run, run.path]) {
      const opened = await openRun(name, join(root, 'runs'));
      expect(opened.manifest).toStrictEqual(run.manifest);
    }
    expect(run.manifest).toMatchObject({ ...DESCRIPTION, formatVersion: 1, name: 'sine', status: 'running' });
    expect(await run.readSteps()).toEqual([]);
  });

  test('that runs made at the same moment get directories of their own', async () => {
    const runs = await Promise.all(Array.from({ length: 8 }, () => createRun(example())));
    expect(new Set(runs.map((run) => run.path)).size).toBe(8);
  });

  test('that an existing directory is RUN_EXISTS and stays as it was', async () => {
    const directory = join(root, 'here');
    await mkdir(directory);
    expect(await rejectionOf(createRun({ ...example(), directory }))).toBe('RUN_EXISTS');
    expect(await readdir(directory)).toEqual([]);
    await createRun({ ...example(), run: 'mine' });
    expect(await rejectionOf(createRun({ ...example(), run: 'mine' }))).toBe('RUN_EXISTS');
  });

  test('that of several processes which want one name a single one gets it', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 6 }, () => rejectionOf(createRun({ ...example(), run: 'mine' }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'no error')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'RUN_EXISTS')).toHaveLength(5);
  });

  test('that a folder which cannot be made is OUTPUT_UNWRITABLE', async () => {
    await writeFile(join(root, 'file'), '');
    expect(await rejectionOf(createRun({ ...example(), root: join(root, 'file', 'runs') }))).toBe('OUTPUT_UNWRITABLE');
  });
});

describe('the manifest', () => {
  test('that status and result are kept, numbers that JSON lacks included', async () => {
    const run = await createRun(example());
    const result = { run: run.run, rmse: { train: Number.NaN, test: 0.1 } } as RunResult;
    await Promise.all([run.update({ status: 'interrupted' }), run.update({ status: 'finished', result })]);
    const { manifest } = await openRun(run.run, join(root, 'runs'));
    expect(manifest.status).toBe('finished');
    expect(manifest.result).toStrictEqual(result);
    expect(manifest.experimentText).toBe(DESCRIPTION.experimentText);
    expect((await readdir(run.path)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  const damages: Record<string, (manifest: Record<string, unknown>) => void> = {
    'without a version': (manifest) => delete manifest['formatVersion'],
    'of version 0': (manifest) => (manifest['formatVersion'] = 0),
    'with a version in words': (manifest) => (manifest['formatVersion'] = 'one'),
    'without a run': (manifest) => delete manifest['run'],
    'with a list for an experiment': (manifest) => (manifest['experiment'] = []),
    'of unknown status': (manifest) => (manifest['status'] = 'sleeping'),
  };
  for (const [what, edit] of Object.entries(damages)) {
    test(`that one ${what} is RUN_CORRUPT`, async () => {
      const run = await createRun(example());
      await editManifest(run.path, edit);
      expect(await rejectionOf(openRun(run.path, root))).toBe('RUN_CORRUPT');
    });
  }

  test('that one of a newer release is RUN_VERSION, whatever else has changed in it', async () => {
    const run = await createRun(example());
    await writeFile(join(run.path, 'manifest.json'), '{"formatVersion": 2, "somethingElse": []}');
    await expect(openRun(run.path, root)).rejects.toThrow(/RUN_VERSION: expected formatVersion 1; got formatVersion 2/);
  });

  test('that one which is no JSON is RUN_CORRUPT', async () => {
    const run = await createRun(example());
    for (const text of ['', '{"formatVersion": 1,', '[]', 'null']) {
      await writeFile(join(run.path, 'manifest.json'), text);
      expect(await rejectionOf(openRun(run.path, root))).toBe('RUN_CORRUPT');
    }
  });
});

describe('openRun', () => {
  test('that an unknown name suggests the nearest, a beginning of an id too', async () => {
    const { root: runs } = example();
    const run = await createRun({ ...example(), run: 'sine-20250101-000000-abcd' });
    await expect(openRun('sine-20250101-000000-abce', runs)).rejects.toThrow(
      new RegExp(`RUN_NOT_FOUND: .*did you mean "${run.run}"`),
    );
    await expect(openRun('sine', runs)).rejects.toThrow(new RegExp(`did you mean "${run.run}"`));
    await expect(openRun('zzz', runs)).rejects.toThrow(new RegExp(`the runs there are ${run.run}`));
  });

  test('that a folder without a manifest, and a root that does not exist, are RUN_NOT_FOUND', async () => {
    expect(await rejectionOf(openRun(root, root))).toBe('RUN_NOT_FOUND');
    expect(await rejectionOf(openRun('sine', join(root, 'none')))).toBe('RUN_NOT_FOUND');
  });
});

describe('listRuns', () => {
  test('that runs are listed newest first, damaged ones last with the reason, other folders not at all', async () => {
    const { root: runs } = example();
    await createRun({ ...example(), run: 'b' });
    await createRun({ ...example(), run: 'a' });
    const damaged = await createRun({ ...example(), run: 'c' });
    await editManifest(join(runs, 'b'), (manifest) => (manifest['createdAt'] = '2020-01-01T00:00:00.000Z'));
    await writeFile(join(damaged.path, 'manifest.json'), '{');
    await mkdir(join(runs, 'other'));
    const listed = await listRuns(runs);
    expect(listed.map((run) => ('manifest' in run ? run.manifest.run : run.error.code))).toEqual([
      'a',
      'b',
      'RUN_CORRUPT',
    ]);
  });

  test('that there are none where the folder does not exist', async () => {
    expect(await listRuns(join(root, 'none'))).toEqual([]);
  });
});

describe('the files of a run', () => {
  test('that ensemble, data and texts come back', async () => {
    const run = await createRun(example());
    const ensemble = ensembleAfter(3, 4, 5);
    expect(await rejectionOf(run.readEnsemble())).toBe('RUN_CORRUPT');
    await run.writeEnsemble(ensemble);
    await run.writeArrays({ train: ensembleAfter(1, 2, 3), 'test-inputs': ensembleAfter(2, 3, 1) });
    await run.writeText('report.html', '<p>é</p>');
    expect(await run.readEnsemble()).toEqual(ensemble);
    expect(await run.readArrays()).toEqual({ train: ensembleAfter(1, 2, 3), 'test-inputs': ensembleAfter(2, 3, 1) });
    expect(await readFile(join(run.path, 'report.html'), 'utf8')).toBe('<p>é</p>');
  });

  test('that an ensemble which is not the one that the run ended with is refused', async () => {
    const run = await createRun(example());
    const ensemble = ensembleAfter(3, 4, 5);
    await run.writeEnsemble(ensemble);
    await run.update({
      status: 'finished',
      result: { run: run.run, ensembleSha256: ensembleSha256(ensemble) } as RunResult,
    });
    expect(await run.readEnsemble()).toEqual(ensemble);
    const file = join(run.path, 'ensemble.npy');
    const bytes = await readFile(file);
    bytes[bytes.length - 3] ^= 1;
    await writeFile(file, bytes);
    await expect(run.readEnsemble()).rejects.toThrow(
      /ensemble\.npy: RUN_CORRUPT: expected an ensemble with the sha256/,
    );
    await writeFile(file, bytes.subarray(0, 100));
    await expect(run.readEnsemble()).rejects.toThrow(/RUN_CORRUPT: .*; restore the file/);
  });

  test('that a name cannot lead out of the directory', async () => {
    const run = await createRun(example());
    await expect(async () => run.writeText('../report.html', '')).rejects.toThrow(TypeError);
    await expect(run.writeArrays({ 'a/b': ensembleAfter(1, 1, 1) })).rejects.toThrow(TypeError);
  });
});
