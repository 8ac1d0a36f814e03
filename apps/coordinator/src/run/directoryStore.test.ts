import { createMatrix } from '@enkit/numerics';
import { createRun, type RunDirectory } from '@enkit/storage';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createDirectoryStore } from './directoryStore.ts';
import type { RunEvent } from './events.ts';
import type { RunState } from './session.ts';

const state: RunState = {
  ensemble: { step: 1, members: Uint32Array.of(0, 1), parameters: createMatrix(2, 3), inverseAlphaSum: 0.5 },
  passes: 1,
  failedMembers: 0,
  elapsedSeconds: 1,
  cpuSeconds: 1,
  epoch: 0,
};

async function newDirectory(): Promise<RunDirectory> {
  const root = mkdtempSync(join(tmpdir(), 'enkit-store-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const made = { seeds: {}, versions: {}, backend: 'wasm', platform: 'test' };
  return createRun({ root, name: 'stored', manifest: { experiment: {}, experimentText: '', ...made } });
}

it('that a checkpoint which is written is told with the size of its file', async () => {
  const directory = await newDirectory();
  const events: RunEvent[] = [];
  const store = createDirectoryStore(directory, (event) => events.push(event));
  await store.checkpoint(state);
  await store.settle();
  const folder = join(directory.path, 'checkpoints');
  const [file = ''] = readdirSync(folder);
  expect(events).toEqual([
    { type: 'checkpoint', step: 1, seconds: expect.any(Number), bytes: statSync(join(folder, file)).size },
  ]);
});

it('that a checkpoint which cannot be written is told, and ends the run', async () => {
  const directory = await newDirectory();
  // A file where the folder of the checkpoints should be.
  rmSync(join(directory.path, 'checkpoints'), { recursive: true, force: true });
  writeFileSync(join(directory.path, 'checkpoints'), '');
  const events: RunEvent[] = [];
  const store = createDirectoryStore(directory, (event) => events.push(event));
  await store.checkpoint(state);
  await expect(store.settle()).rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' });
  expect(events).toEqual([{ type: 'checkpoint-failed', step: 1 }]);
});
