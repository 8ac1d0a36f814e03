/** The demonstration cluster: everything that it starts has ended when it has, however that came about. */
import { startProgram, type Program } from '@enkit/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { SMALL, writeExperiment } from '../support/smallExperiment.ts';
import { writeDecayExperiment } from './support/decayExperiment.ts';

const PATIENCE = 180_000;
const DEMO = fileURLToPath(new URL('../../apps/coordinator/scripts/demoCluster.ts', import.meta.url));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-demo-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function startDemo(directory: string, words: readonly string[], environment = {}): Program {
  const demo = startProgram(DEMO, words, { directory, environment });
  onTestFinished(async () => void (await demo.end('SIGTERM')));
  return demo;
}

/** Processes that the demonstration has named. */
async function processesOf(demo: Program): Promise<readonly number[]> {
  const [, redis, workers] = await demo.shows(/process (\d+)\), workers: processes ([\d, ]+)\n/);
  return [redis, ...workers.split(', ')].map(Number);
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** An experiment that takes minutes: its model sleeps. */
function endless(folder: string): readonly [string, object] {
  const file = writeDecayExperiment(folder, { seed: 1, members: 100, steps: 20, batch: 5 });
  return [file, { ENKIT_TEST_MILLISECONDS: '100' }];
}

it('that it shows a run on its workers and leaves nothing behind', { timeout: PATIENCE }, async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, `${SMALL}outputs: { report: false }\n`);
  const demo = startDemo(folder, [file, '--workers', '2', '--', '--seed', '5', '--json']);
  const pids = await processesOf(demo);
  const { code, stdout, stderr } = await demo.ended;
  expect([code, stderr]).toEqual([0, expect.stringMatching(/worker .* joined/)]);
  expect(stderr).toMatch(/live page: http:\/\/127\.0\.0\.1:\d+\//);
  expect(JSON.parse(stdout)).toMatchObject({ queue: 'bullmq', steps: 12 });
  expect(pids).toHaveLength(3);
  expect(pids.filter(alive)).toEqual([]);
});

it.each(['SIGINT', 'SIGTERM'] as const)(
  'that %s ends the run with its checkpoint, then all the rest',
  { timeout: PATIENCE },
  async (signal) => {
    const folder = temporaryFolder();
    const [file, environment] = endless(folder);
    const demo = startDemo(folder, [file, '--workers', '1'], environment);
    const pids = await processesOf(demo);
    await demo.shows(/members\/s/);
    demo.signal(signal);
    const { code, stderr } = await demo.ended;
    expect([code, stderr]).toEqual([130, expect.stringContaining('enkit resume runs/decay')]);
    expect(pids.filter(alive)).toEqual([]);
  },
);

it('that a Redis which ends takes the rest with it', { timeout: PATIENCE }, async () => {
  const folder = temporaryFolder();
  const [file, environment] = endless(folder);
  const demo = startDemo(folder, [file, '--workers', '1'], environment);
  const pids = await processesOf(demo);
  await demo.shows(/members\/s/);
  process.kill(pids[0], 'SIGKILL');
  const { code, stderr } = await demo.ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining('Redis has ended')]);
  expect(pids.filter(alive)).toEqual([]);
});

it('that an experiment with a fault is told as by enkit run', { timeout: PATIENCE }, async () => {
  const folder = temporaryFolder();
  const demo = startDemo(folder, [writeExperiment(folder, SMALL.replace('size: 30', 'size: 1')), '--workers', '1']);
  const pids = await processesOf(demo);
  const { code, stderr } = await demo.ended;
  expect([code, stderr]).toEqual([78, expect.stringContaining('CFG_RANGE')]);
  expect(pids.filter(alive)).toEqual([]);
});

it('that options of the run alone go to the experiment of the demonstration', { timeout: PATIENCE }, async () => {
  const demo = startDemo(temporaryFolder(), ['--workers', '1', '--', '--set', 'ensemble.size=1']);
  const { code, stderr } = await demo.ended;
  expect([code, stderr]).toEqual([78, expect.stringContaining('--set ensemble.size: CFG_RANGE')]);
});
