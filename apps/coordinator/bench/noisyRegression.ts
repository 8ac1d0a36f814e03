/** The noisy regressions in one dimension: from the built-in generator, or from the draws that their scores were set on. */
import { generateProblem } from '@enkit/models';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface NoisyCase {
  readonly target: 'sine' | 'mexican-hat';
  /** Standard deviation of the noise on the training targets. */
  readonly noise: number;
}

export interface Curve {
  readonly inputs: Float64Array;
  readonly targets: Float64Array;
}

export interface NoisyRegression {
  readonly train: Curve;
  /** Without noise, 501 points of a grid. */
  readonly test: Curve;
}

const TARGETS = {
  sine: { halfWidth: Math.PI, at: Math.sin },
  'mexican-hat': { halfWidth: 5, at: (x: number): number => (1 - x * x) * Math.exp((-x * x) / 2) },
} as const;

/** The data of `data.source` with the default seed. */
export function generatedRegression({ target, noise }: NoisyCase, seed: number): NoisyRegression {
  const { train, test } = generateProblem({ name: target, noise, seed: 10_000 + seed });
  const curveOf = ({ inputs, targets }: typeof train): Curve => ({ inputs: inputs.data, targets: targets.data });
  return { train: curveOf(train), test: curveOf(test) };
}

/** Seeds with stored draws. */
export const DRAWN_SEEDS = 10;
const DRAWS = readFileSync(new URL('./draws/noisyDraws.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(',').map(Number));

/** Training points from numpy's draws (draws/draw.py): x = half-width * uniform, y = f(x) + noise * normal. */
export function drawnRegression({ target, noise }: NoisyCase, seed: number): NoisyRegression {
  const { halfWidth, at } = TARGETS[target];
  const draws = DRAWS.filter(([drawn]) => drawn === seed);
  const inputs = Float64Array.from(draws, ([, uniform]) => halfWidth * uniform);
  const grid = generatedRegression({ target, noise }, seed).test;
  return { train: { inputs, targets: inputs.map((x, i) => at(x) + noise * draws[i][2]) }, test: grid };
}

const directory = mkdtempSync(join(tmpdir(), 'enkit-quality-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

/** An override of `data` that reads a drawn regression: its inputs scaled like the generator's, the grid as the test. */
export function drawnDataOverride(noisy: NoisyCase, seed: number): string {
  const { train, test } = drawnRegression(noisy, seed);
  const scale = TARGETS[noisy.target].halfWidth / Math.sqrt(3);
  const lines = [train, test].flatMap(({ inputs, targets }) =>
    Array.from(inputs, (x, i) => `${x / scale},${targets[i]}`),
  );
  const file = join(directory, `${noisy.target}-${noisy.noise}-${seed}.csv`);
  writeFileSync(file, ['x,y', ...lines, ''].join('\n'));
  const split = `{test: ${test.inputs.length / lines.length}, order: last}`;
  const rest = `inputs: [x], outputs: [y], noise: ${noisy.noise}, standardise: {inputs: false, outputs: false}`;
  return `data={source: file, file: ${JSON.stringify(file)}, split: ${split}, ${rest}}`;
}
