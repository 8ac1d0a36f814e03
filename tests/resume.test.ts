import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, lastJson, startEnkit, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

interface ResultLine {
  readonly ensembleSha256: string;
  readonly steps: number;
  readonly passes: number;
}

const SLOW = `name: slow
data: { source: sine, count: 200, noise: 0.05, testPoints: 200 }
model: { type: mlp, hidden: [10] }
method: { type: METHOD }
ensemble: { size: 60, seed: 5 }
outputs: { monitorEvery: 1 }
`;
const EKI = SLOW.replace('METHOD', 'eki, stop: { steps: 60, heldOut: { fraction: 0.2, patience: 60 } }');
const SINGLE = EKI.replace('seed: 5', 'seed: 5, precision: single, failedMembers: { policy: resample }');
const ENKF = SLOW.replace('METHOD', 'enkf, batch: 4, inflation: { additive: 0.02 }');

/** Names of the whole checkpoints, oldest first. */
const generations = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.enkit'))
        .sort()
    : [];

const steps = (directory: string): number[] =>
  readFileSync(join(directory, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { step: number }).step);

it.each([
  ['eki with held-out data', EKI],
  ['eki with an ensemble in single precision', SINGLE],
  ['online enkf', ENKF],
])('that a run killed again and again ends with the bits of one never stopped: %s', async (_name, text) => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, text);
  const undisturbed = lastJson<ResultLine>(
    await enkit(['run', file, '--json', '--quiet', '--run-id', 'whole'], folder),
  );
  let kills = 0;
  const delays = [0, 60, 150, 15, 240, 90];
  let words = ['run', file, '--run-id', 'killed', '--json'];
  for (const delay of delays) {
    const started = startEnkit(words, folder);
    await Promise.race([started.shows(/members, \d+ parameters/), started.finished]);
    await new Promise((resolve) => setTimeout(resolve, delay));
    started.process.kill('SIGKILL');
    if ((await started.finished).signal === 'SIGKILL') kills++;
    words = ['resume', 'killed', '--json', '--threads', String(1 + (kills % 2))];
  }
  expect(kills).toBeGreaterThanOrEqual(4);
  const finished = await enkit(words, folder);
  expect(finished.code, finished.stderr).toBe(0);
  expect(lastJson<ResultLine>(finished)).toMatchObject({
    ensembleSha256: undisturbed.ensembleSha256,
    steps: undisturbed.steps,
    passes: undisturbed.passes,
  });
  const directory = join(folder, 'runs', 'killed');
  expect(steps(directory)).toEqual(steps(join(folder, 'runs', 'whole')));
  expect(readdirSync(join(directory, 'checkpoints')).length).toBeLessThanOrEqual(3);
});

it('that an interrupted run says how to go on, and goes on', async () => {
  const folder = temporaryFolder();
  const started = startEnkit(['run', writeExperiment(folder, ENKF), '--run-id', 'stopped', '--json'], folder);
  await started.shows(/members, \d+ parameters/);
  started.process.kill('SIGINT');
  const stopped = await started.finished;
  expect([stopped.code, stopped.stderr]).toEqual([130, expect.stringContaining('enkit resume runs/stopped')]);
  const resumed = await enkit(['resume', 'stopped', '--json'], folder);
  expect(resumed.code, resumed.stderr).toBe(0);
  const again = await enkit(['resume', 'stopped'], folder);
  expect([again.code, again.stderr]).toEqual([76, expect.stringContaining('RUN_FINISHED')]);
});

it('that a damaged newest checkpoint is told and the one before is used', async () => {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, EKI);
  const undisturbed = lastJson<ResultLine>(await enkit(['run', file, '--json', '--quiet'], folder));
  const started = startEnkit(['run', file, '--run-id', 'damaged'], folder);
  const checkpoints = join(folder, 'runs/damaged/checkpoints');
  while (generations(checkpoints).length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  started.process.kill('SIGKILL');
  await started.finished;
  const newest = join(checkpoints, generations(checkpoints).at(-1) ?? '');
  const bytes = readFileSync(newest);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(newest, bytes);
  const resumed = await enkit(['resume', 'damaged', '--json'], folder);
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain('CKPT_CHECKSUM');
  expect(lastJson<ResultLine>(resumed).ensembleSha256).toBe(undisturbed.ensembleSha256);
});
