/** On how many steps a run is scored on its test data. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, temporaryFolder } from './support/enkit.ts';
import { SMALL, writeExperiment } from './support/smallExperiment.ts';

const ONLINE = SMALL.replace(
  /method: .*/,
  'method: { type: enkf, batch: 1, epochs: 1, observationError: { sd: 0.05 } }',
);
const STREAM = ONLINE.replace('epochs: 1', 'epochs: 1, order: given').replace(
  /data: .*/,
  'data: { source: sine-stream, change: drift, count: 100 }',
);

async function scoredSteps(text: string): Promise<number> {
  const folder = temporaryFolder();
  const { code, stderr } = await enkit(['run', writeExperiment(folder, text), '--run-id', 'it', '--quiet'], folder);
  expect(code, stderr).toBe(0);
  const lines = readFileSync(join(folder, 'runs/it/metrics.jsonl'), 'utf8').trim().split('\n');
  return lines.filter((line) => 'rmseTest' in (JSON.parse(line) as object)).length;
}

it('that test points which would cost more than the run are scored on eight steps, a moving truth on twenty-five', async () => {
  expect(await scoredSteps(ONLINE)).toBe(8);
  expect(await scoredSteps(STREAM)).toBe(25);
});
