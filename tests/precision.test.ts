/** Runs in single precision: of the forward passes, of the update, of the ensemble that is kept. */
import type { RunResult, StepRecord } from '@enkit/contracts';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, lastJson, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

const POSTERIOR = `name: small
data: { source: sine, count: 40, noise: 0.1, testPoints: 50 }
model: { type: mlp, hidden: [6] }
method: { type: es-mda, steps: 4 }
ensemble: { size: 60, seed: 3 }
`;
const MODEL = ['--set', 'model.precision=single'];
const UPDATE = ['--set', 'method.precision=single'];
const ENSEMBLE = ['--set', 'ensemble.precision=single'];

async function runOf(...words: readonly string[]): Promise<{ result: RunResult; steps: StepRecord[]; report: string }> {
  const folder = temporaryFolder();
  const file = writeExperiment(folder, POSTERIOR);
  const result = lastJson<RunResult>(await enkit(['run', file, '--json', '--quiet', ...words], folder));
  const lines = readFileSync(join(result.directory, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
  const steps = lines.map((line) => JSON.parse(line) as StepRecord);
  return { result, steps, report: readFileSync(join(result.directory, 'report.html'), 'utf8') };
}

it('that single precision moves the scores of a posterior in their fourth digit at most', async () => {
  const double = await runOf();
  expect(double.steps.map((step) => step.roundingError)).toEqual(double.steps.map(() => undefined));
  for (const words of [MODEL, UPDATE, ENSEMBLE, [...MODEL, ...UPDATE, ...ENSEMBLE]]) {
    const { result } = await runOf(...words);
    expect(result.ensembleSha256).not.toBe(double.result.ensembleSha256);
    expect(result.rmse.test / double.result.rmse.test).toBeCloseTo(1, 3);
    expect(result.rmse.train / double.result.rmse.train).toBeCloseTo(1, 3);
  }
});

it.each([
  ['an update', UPDATE],
  ['an ensemble', ENSEMBLE],
])('that %s in single precision tells its error in every step, and in the report', async (_, words) => {
  const { steps, report } = await runOf(...words);
  expect(steps.length).toBe(4);
  for (const { roundingError = NaN } of steps) {
    expect(roundingError).toBeGreaterThan(0);
    expect(roundingError).toBeLessThan(1e-5);
  }
  expect(report).toContain('Parameters were kept or updated in single precision');
});

it('that an ensemble which is kept in single precision is half as large in files, and ends with numbers of 24 bits', async () => {
  const { result } = await runOf(...ENSEMBLE);
  const bytes = readFileSync(join(result.directory, 'ensemble.npy'));
  expect(bytes.toString('latin1')).toContain("'descr': '<f4'");
  expect(
    createHash('sha256')
      .update(bytes.subarray(-4 * 60 * 19))
      .digest('hex'),
  ).toBe(result.ensembleSha256);
  const checkpoints = join(result.directory, 'checkpoints');
  const sizes = readdirSync(checkpoints).map((name) => statSync(join(checkpoints, name)).size);
  expect(Math.max(...sizes)).toBeLessThan(8 * 60 * 19);
});

it.each([
  ['single', [...MODEL, ...UPDATE]],
  ['single, ensemble included,', [...MODEL, ...UPDATE, ...ENSEMBLE]],
  ['mixed', ENSEMBLE],
])('that threads and batches change no bit in %s precision either', async (_, words) => {
  const hashes = await Promise.all(
    [
      ['--threads', '1'],
      ['--threads', '2'],
      ['--threads', '2', '--batch', '7'],
    ].map(async (settings) => (await runOf(...words, ...settings)).result.ensembleSha256),
  );
  expect(new Set(hashes).size).toBe(1);
});
