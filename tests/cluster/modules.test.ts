/** A module is code: a worker runs it only from its own folder, and only with the bytes that the coordinator has. */
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCluster, referenceRun, resultOf, type Cluster } from './support/cluster.ts';
import { writeDecayExperiment } from './support/decayExperiment.ts';

const PATIENCE = 180_000;

let cluster: Cluster;
let file: string;
beforeAll(async () => {
  cluster = await openCluster({ workers: 0 });
  file = writeDecayExperiment(cluster.folder, { seed: 1, members: 20, steps: 2, batch: 20 });
}, PATIENCE);
afterAll(() => cluster.stop(), PATIENCE);

function emptyFolder(name: string): string {
  const folder = join(cluster.folder, name);
  mkdirSync(folder);
  return folder;
}

/** A folder of models that holds the decay, its bytes changed or not. */
function modelsFolder(name: string, change = ''): string {
  const folder = emptyFolder(name);
  copyFileSync(join(cluster.folder, 'decay.mjs'), join(folder, 'decay.mjs'));
  appendFileSync(join(folder, 'decay.mjs'), change);
  return folder;
}

it('that a file of that name with the same bytes is run from the folder of the worker', {
  timeout: PATIENCE,
}, async () => {
  const place = { prefix: 'allowed' };
  await cluster.addWorker(['--models', modelsFolder('same')], 0, place);
  const run = cluster.start(['run', file, '--json'], place);
  const { ensembleSha256 } = await referenceRun(file, cluster.folder);
  expect(resultOf(await run.ended).ensembleSha256).toBe(ensembleSha256);
});

it.concurrent.each([
  ['MODEL_NOT_ALLOWED', 'no folder', () => []],
  ['MODEL_NOT_ALLOWED', 'an empty folder', () => ['--models', emptyFolder('empty')]],
  ['MODEL_DIGEST_MISMATCH', 'a changed file', () => ['--models', modelsFolder('changed', '\n// changed\n')]],
])('that %s is what a run hears when its workers have %s', { timeout: PATIENCE }, async (code, name, words) => {
  const place = { prefix: name.replaceAll(' ', '-') };
  const entries = cluster.journal.entries().length;
  await cluster.addWorker(words(), 0, place);
  const { code: exitCode, stderr } = await cluster.start(['run', file], place).ended;
  expect([exitCode, stderr]).toEqual([69, expect.stringContaining(`error ${code}: `)]);
  expect(cluster.journal.entries().length).toBe(entries);
});
