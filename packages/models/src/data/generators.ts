/**
 * The built-in regressions: training points uniform over the domain with Gaussian noise, tested on the noise-free truth
 * over a regular grid. Defaults: sine on [-pi, pi]; Mexican hat on [-5, 5] and [-4, 4]^2; sinc on [-10, 10] and
 * [-8, 8]^2; 100 training points in 1-D and 400 in 2-D; 501 and 41 x 41 test points.
 */
import type { Matrix } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { createDataSet, type DataSet, type Problem } from './dataSet.ts';
import { addNoise, evaluateAt, regularGrid, uniformPoints } from './points.ts';
import { assertCount, assertNoise, assertPositive } from './ranges.ts';
import { standardisationOfDomain } from './standardisation.ts';
import { mexicanHat, sinc, sine, type TargetFunction } from './targetFunctions.ts';

export type GeneratorName = 'sine' | 'mexican-hat' | 'sinc';
export const GENERATOR_NAMES: readonly GeneratorName[] = ['sine', 'mexican-hat', 'sinc'];

export interface GeneratorSettings {
  readonly name: GeneratorName;
  /** Inputs; default 1. */
  readonly dimension?: number | undefined;
  /** Training points; default 100 in 1-D, 400 in 2-D. */
  readonly count?: number | undefined;
  /** Standard deviation of the noise on the training targets; default 0. */
  readonly noise?: number | undefined;
  /** Default: that of the function. */
  readonly halfWidth?: number | undefined;
  /** Points per axis of the test grid; default 501 in 1-D, 41 in 2-D. */
  readonly testPoints?: number | undefined;
  readonly seed: number;
}

const FUNCTIONS: Readonly<Record<GeneratorName, TargetFunction>> = { sine, 'mexican-hat': mexicanHat, sinc };

/** Half-width of the domain by name and dimension; a dimension that is missing is not offered. */
const HALF_WIDTHS: Readonly<Record<GeneratorName, readonly number[]>> = {
  sine: [Math.PI],
  'mexican-hat': [5, 4],
  sinc: [10, 8],
};
const COUNTS: readonly number[] = [100, 400];
const TEST_POINTS: readonly number[] = [501, 41];

/** Draws a problem; the same settings always give the same data. Throws DATA_SETTINGS. */
export function generateProblem(settings: GeneratorSettings): Problem {
  const { name, dimension = 1, noise = 0, seed } = settings;
  const standard = defaultHalfWidth(name, dimension);
  const halfWidth = settings.halfWidth ?? standard;
  const { count = COUNTS[dimension - 1], testPoints = TEST_POINTS[dimension - 1] } = settings;
  assertGenerator(count, testPoints, halfWidth, noise);
  const clean = sampleFunction(FUNCTIONS[name], uniformPoints(count, dimension, halfWidth, seed));
  return {
    train: { ...clean, targets: addNoise(clean.targets, noise, seed) },
    test: sampleFunction(FUNCTIONS[name], regularGrid(testPoints, dimension, halfWidth)),
    noise,
    halfWidth,
    inputStandardisation: standardisationOfDomain(Array.from({ length: dimension }, () => halfWidth)),
  };
}

function defaultHalfWidth(name: GeneratorName, dimension: number): number {
  const halfWidth = HALF_WIDTHS[name]?.[dimension - 1];
  if (halfWidth !== undefined) return halfWidth;
  const offered = GENERATOR_NAMES.map((key) => `${key} (${HALF_WIDTHS[key].map((_, k) => `${k + 1}-D`).join(', ')})`);
  throw new ModelError('DATA_SETTINGS', {
    subject: 'data generator',
    expected: `one of ${offered.join(', ')}`,
    got: `${name} in ${dimension}-D`,
    suggestion: 'choose one of them',
  });
}

function assertGenerator(count: number, testPoints: number, halfWidth: number, noise: number): void {
  assertCount('training points', count);
  assertCount('test points per axis', testPoints);
  assertPositive('halfWidth', halfWidth);
  assertNoise(noise);
}

function sampleFunction(target: TargetFunction, inputs: Matrix): DataSet {
  const inputNames = inputs.columns === 1 ? ['x'] : Array.from({ length: inputs.columns }, (_, k) => `x${k + 1}`);
  return createDataSet({ inputs, targets: evaluateAt(inputs, () => target), inputNames, outputNames: ['y'] });
}
