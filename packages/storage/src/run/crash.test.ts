import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { randomStream } from '@enkit/numerics';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCheckpointFile } from '../checkpoint/readCheckpointFile.ts';
import { DESCRIPTION, ensembleAfter, stepRecord } from '../testSupport/exampleRun.ts';
import { createRun } from './createRun.ts';
import { openRun } from './findRuns.ts';

/** Of each of three runs. */
const KILLS = 5;
/** Milliseconds; starting the processes takes nearly all of it, and long on a busy machine. */
const PATIENCE = 300_000;
const CHILD = join(import.meta.dirname, '..', 'testSupport', 'checkpointLoop.ts');

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'enkit-crash-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Waits for `acknowledgements` steps of the child, then `milliseconds` more, and kills it. The last step it told of. */
async function killAfter(
  child: ChildProcessByStdio<null, Readable, null>,
  acknowledgements: number,
  milliseconds: number,
): Promise<number> {
  let last = 0;
  let seen = -1;
  const enough = new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      last = Number(line) || last;
      if (++seen === acknowledgements) resolve();
    });
  });
  await Promise.race([enough, once(child, 'exit')]);
  await delay(milliseconds);
  const closed = once(child, 'close');
  expect(child.kill('SIGKILL')).toBe(true);
  await closed;
  return last;
}

async function expectWhole(path: string, acknowledged: number): Promise<number> {
  const run = await openRun(path, root);
  const latest = await run.latestCheckpoint();
  const step = latest?.step ?? 0;
  expect(latest?.rejected ?? []).toEqual([]);
  expect(step).toBeGreaterThanOrEqual(acknowledged);
  const files = (await readdir(join(path, 'checkpoints'))).filter((name) => name.endsWith('.enkit'));
  for (const file of files) {
    const checkpoint = await readCheckpointFile(join(path, 'checkpoints', file), run.manifest);
    const { parameters } = checkpoint.arrays;
    const expected = ensembleAfter(checkpoint.step, parameters.rows, parameters.columns);
    expect(Buffer.from(parameters.data.buffer).equals(Buffer.from(expected.data.buffer))).toBe(true);
  }
  const records = await run.readSteps();
  expect(records).toStrictEqual(records.map((_, k) => stepRecord(k + 1)));
  expect([step, step + 1]).toContain(records.length);
  return step;
}

/** Starts, kills and inspects one run's coordinators, one after the other; the step that the run has come to. */
async function killRepeatedly(run: string, seed: number): Promise<number> {
  const { path } = await createRun({ root, name: 'sine', run, manifest: DESCRIPTION });
  const moments = randomStream(seed, 'kill');
  let step = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [CHILD, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    const acknowledged = await killAfter(child, moments.integer(3), 25 * moments.uniform());
    step = await expectWhole(path, Math.max(step, acknowledged));
  }
  await (await (await openRun(path, root)).lock()).release();
  return step;
}

describe('a coordinator that is killed at any moment', () => {
  test(
    'that its newest checkpoint, its manifest and its log are whole, and the next one goes on from there',
    async () => {
      const steps = await Promise.all(['a', 'b', 'c'].map((run, seed) => killRepeatedly(run, seed)));
      for (const step of steps) expect(step).toBeGreaterThan(1);
      const left = await readdir(root, { recursive: true });
      expect(left.filter((name) => name.endsWith('.tmp') || name.endsWith('.lock'))).toEqual([]);
    },
    PATIENCE,
  );
});
