/** When the command says that an ensemble has lost its spread. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, lastJson, temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

it('that an ensemble taken before the spread collapsed is not called collapsed', async () => {
  const folder = temporaryFolder();
  const stop = 'stop: { steps: 60, heldOut: { fraction: 0.2, patience: 60 } }';
  const noisy = SMALL.replace('count: 40', 'count: 40, noise: 0.2').replace('seed: 3', 'seed: 3, prior: { spread: 1 }');
  const heldOut = noisy.replace('stop: { steps: 12 }', stop);
  const finished = await enkit(['run', writeExperiment(folder, heldOut), '--json', '--run-id', 'held'], folder);
  const steps = readFileSync(join(folder, 'runs/held/metrics.jsonl'), 'utf8').trim().split('\n');
  expect(lastJson<{ collapsed: boolean }>(finished).collapsed).toBe(false);
  expect(JSON.parse(steps.at(-1) ?? '')).toMatchObject({ collapsed: true });
});

it('that an ensemble which collapsed is told by run and by predict', async () => {
  const folder = temporaryFolder();
  const collapsing = SMALL.replace('steps: 12', 'steps: 60').replace('count: 40', 'count: 40, noise: 0.2');
  const finished = await enkit(['run', writeExperiment(folder, collapsing), '--run-id', 'narrow'], folder);
  expect(finished.stdout, finished.stderr).toContain('the spread has collapsed');
  writeFileSync(join(folder, 'new.csv'), 'x\n0\n');
  const { stderr } = await enkit(['predict', 'narrow', '--inputs', 'new.csv'], folder);
  expect(stderr).toContain('warning the spread of this ensemble has collapsed');
});
