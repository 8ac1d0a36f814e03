/** Positive outputs by a log link: rates that grow exponentially with the input. */
import type { RunResult } from '@enkit/contracts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { enkit, lastJson, temporaryFolder } from './support/enkit.ts';
import { writeExperiment } from './support/smallExperiment.ts';

const rate = (x: number): number => Math.exp(0.5 + 1.2 * x);
const TABLE = ['x,rate', ...Array.from({ length: 60 }, (_, k) => `${-2 + k / 15},${rate(-2 + k / 15)}`)].join('\n');

interface Comparison {
  readonly methods: readonly { readonly outcomes: readonly Pick<RunResult, 'rmse'>[] }[];
}

/** Without hidden units: log-linear regression, with a weight and a bias. */
const EXPERIMENT = `name: rates
data: { source: file, file: rates.csv, inputs: [x], outputs: [rate], noise: 0.1, standardise: { outputs: false } }
model: { type: mlp, hidden: [], outputActivation: exponential }
method: { type: es-mda, steps: 8 }
ensemble: { size: 100, seed: 1 }
compare: { levenberg-marquardt: { iterations: 30 } }
`;

function prepare(text: string): { folder: string; file: string } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'rates.csv'), TABLE);
  return { folder, file: writeExperiment(folder, text) };
}

it('that an exponential output learns a rate, and predicts small rates beyond the data without negative ones', async () => {
  const { folder, file } = prepare(EXPERIMENT);
  const finished = await enkit(['run', file, '--json', '--run-id', 'rates'], folder);
  expect(finished.stderr).not.toContain('no negative values');
  expect(lastJson<RunResult>(finished).rmse.test).toBeLessThan(0.2);
  writeFileSync(join(folder, 'new.csv'), 'x\n-4\n0\n');
  const { stdout } = await enkit(['predict', 'rates', '--inputs', 'new.csv'], folder);
  const [small, one] = stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));
  expect(Math.min(...small.slice(1))).toBeGreaterThan(0);
  expect(small[1] / rate(-4)).toBeCloseTo(1, 0);
  expect(Math.abs(one[1] / rate(0) - 1)).toBeLessThan(0.1);
});

it('that its derivative leads Levenberg-Marquardt to the rate itself', async () => {
  const { folder, file } = prepare(EXPERIMENT);
  const finished = await enkit(['compare', file, '--methods', 'levenberg-marquardt', '--seeds', '1', '--json'], folder);
  expect(finished.code, finished.stderr).toBe(0);
  const [{ methods }] = JSON.parse(finished.stdout) as [Comparison];
  expect(methods[0].outcomes[0].rmse.test).toBeLessThan(1e-10);
});

it('that standardised outputs, which it cannot reach, are warned of', async () => {
  const { folder, file } = prepare(EXPERIMENT.replace(', standardise: { outputs: false }', ''));
  const { stderr } = await enkit(['validate', file], folder);
  expect(stderr).toMatch(/warning .*model\.outputActivation: exponential has no negative values/);
});
