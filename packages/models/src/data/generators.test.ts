import { rowOf, standardDeviation } from '@enkit/numerics';
import { expect, test } from 'vitest';
import { GENERATOR_NAMES, generateProblem, type GeneratorName } from './generators.ts';
import { applyStandardisation } from './standardisation.ts';

/** By the formula, without the generator's code. */
const FORMULAS: Readonly<Record<GeneratorName, (x: number, y: number) => number>> = {
  sine: (x) => Math.sin(x),
  'mexican-hat': (x, y) => (1 - x * x - y * y) * Math.exp(-(x * x + y * y) / 2),
  sinc: (x, y) => (x === 0 && y === 0 ? 1 : Math.sin(Math.sqrt(x * x + y * y)) / Math.sqrt(x * x + y * y)),
};

const CASES = [
  { name: 'sine', dimension: 1, halfWidth: Math.PI },
  { name: 'mexican-hat', dimension: 1, halfWidth: 5 },
  { name: 'mexican-hat', dimension: 2, halfWidth: 4 },
  { name: 'sinc', dimension: 1, halfWidth: 10 },
  { name: 'sinc', dimension: 2, halfWidth: 8 },
] as const;

for (const { name, dimension, halfWidth } of CASES) {
  test(`that ${name} in ${dimension}-D has its domain, its counts and its formula`, () => {
    const { train, test: truth, noise, ...problem } = generateProblem({ name, dimension, seed: 1 });
    expect([problem.halfWidth, noise]).toEqual([halfWidth, 0]);
    expect([train.inputs.rows, truth.inputs.rows]).toEqual(dimension === 1 ? [100, 501] : [400, 41 * 41]);
    for (const data of [train, truth]) {
      expect(data.inputs.columns).toBe(dimension);
      expect([data.inputNames.length, data.outputNames.length]).toEqual([dimension, 1]);
      for (let i = 0; i < data.inputs.rows; i++) {
        const [x, y = 0] = rowOf(data.inputs, i);
        expect(data.targets.data[i]).toBeCloseTo(FORMULAS[name](x, y), 13);
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThanOrEqual(halfWidth);
      }
    }
  });
}

test('that the test grid is regular, symmetric and reaches both ends', () => {
  const { inputs } = generateProblem({ name: 'sinc', dimension: 2, testPoints: 3, halfWidth: 2, seed: 0 }).test;
  expect([...inputs.data]).toEqual([-2, -2, -2, 0, -2, 2, 0, -2, 0, 0, 0, 2, 2, -2, 2, 0, 2, 2]);
  const line = generateProblem({ name: 'sine', seed: 0 }).test.inputs.data;
  line.forEach((x, i) => expect(x).toBe(0 - line[500 - i]));
  expect([line[0], line[250], line[500]]).toEqual([-Math.PI, 0, Math.PI]);
});

test('that sinc and the Mexican hat are 1 at the origin and continuous there', () => {
  for (const dimension of [1, 2]) {
    for (const name of ['sinc', 'mexican-hat'] as const) {
      for (const halfWidth of [1e-3, 1e-9, 1e-200, 1e-320]) {
        const { targets } = generateProblem({ name, dimension, halfWidth, testPoints: 3, seed: 0 }).test;
        for (const value of targets.data) expect(Math.abs(value - 1)).toBeLessThanOrEqual(4 * halfWidth ** 2);
      }
    }
  }
});

test('that training points fill the domain evenly', () => {
  const { inputs } = generateProblem({ name: 'sine', count: 10_000, seed: 3 }).train;
  const quarters = [0, 0, 0, 0];
  for (const x of inputs.data) quarters[Math.floor((2 * (x + Math.PI)) / Math.PI)]++;
  for (const count of quarters) expect(Math.abs(count - 2500)).toBeLessThan(4 * Math.sqrt(10_000 * 0.25 * 0.75));
});

test('that the noise has the standard deviation asked for, and the test stays free of it', () => {
  const settings = { name: 'sine', count: 20_000, seed: 5 } as const;
  const [clean, noisy] = [0, 0.3].map((noise) => generateProblem({ ...settings, noise }));
  const errors = noisy.train.targets.data.map((value, i) => value - clean.train.targets.data[i]);
  expect(Math.abs(standardDeviation(errors) / 0.3 - 1)).toBeLessThan(4 / Math.sqrt(2 * 20_000));
  expect(Math.abs(errors.reduce((sum, e) => sum + e, 0) / errors.length)).toBeLessThan((4 * 0.3) / Math.sqrt(20_000));
  expect([...noisy.test.targets.data]).toEqual([...clean.test.targets.data]);
});

test('that a seed fixes the data, another changes them, and a longer set begins with the shorter one', () => {
  const draw = (seed: number, count: number): number[] => {
    const { train } = generateProblem({ name: 'sinc', dimension: 2, noise: 0.1, count, seed });
    return [...train.inputs.data.subarray(0, 20), ...train.targets.data.subarray(0, 10)];
  };
  expect(draw(1, 10)).toEqual(draw(1, 50));
  expect(draw(1, 10)).not.toEqual(draw(2, 10));
});

test('that its standardisation brings the inputs to unit variance over the domain', () => {
  const { train, inputStandardisation } = generateProblem({ name: 'sinc', dimension: 2, count: 20_000, seed: 1 });
  const scaled = applyStandardisation(inputStandardisation, train.inputs);
  expect(standardDeviation(scaled.data)).toBeCloseTo(1, 2);
  expect(scaled.data[0]).toBeCloseTo((train.inputs.data[0] * Math.sqrt(3)) / 8, 14);
});

test('that a generator, a count, a width or a noise that makes no sense is refused', () => {
  const refusal = (text: string): unknown =>
    expect.objectContaining({ code: 'DATA_SETTINGS', message: expect.stringContaining(text) });
  expect(() => generateProblem({ name: 'sine', dimension: 2, seed: 0 })).toThrow(refusal('sine in 2-D'));
  expect(() => generateProblem({ name: 'sinc', dimension: 3, halfWidth: 1, seed: 0 })).toThrow(refusal('sinc in 3-D'));
  const unknown = JSON.parse('{"name":"cube","seed":0}');
  expect(() => generateProblem(unknown)).toThrow(refusal(GENERATOR_NAMES[0]));
  for (const count of [0, -1, 2.5, Number.NaN]) {
    expect(() => generateProblem({ name: 'sine', count, seed: 0 })).toThrow(refusal('training points'));
    expect(() => generateProblem({ name: 'sine', testPoints: count, seed: 0 })).toThrow(refusal('test points'));
  }
  for (const halfWidth of [0, -1, Number.POSITIVE_INFINITY]) {
    expect(() => generateProblem({ name: 'sine', halfWidth, seed: 0 })).toThrow(refusal('halfWidth'));
  }
  for (const noise of [-0.1, Number.NaN]) {
    expect(() => generateProblem({ name: 'sine', noise, seed: 0 })).toThrow(refusal('noise'));
  }
});
