/** prepareAnalysis and applyAnalysis against the textbook form, and what they refuse. */
import { createMatrix, NumericsError, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { applyAnalysis, prepareAnalysis, type AnalysisInput, type AnalysisOperator } from './analysis.ts';
import { diagonalError, fullError, scalarError, type ObservationError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import {
  BACKENDS,
  covarianceMatrix,
  diagonalMatrix,
  normalMatrix,
  REFERENCE,
  relativeDifference,
} from './testing/matrices.ts';
import { naiveStochastic, naiveTransform } from './testing/naiveAnalysis.ts';

const MEMBERS = 12;
const PARAMETERS = 7;
const SIZES = {
  'Nd < Ne / 2': 4,
  'Nd = Ne / 2': 6,
  'Ne / 2 < Nd < Ne': 9,
  'Nd = Ne': 12,
  'Nd > Ne': 17,
  'Nd = 1': 1,
  'Nd >> Ne': 60,
};

interface ErrorCase {
  readonly error: ObservationError;
  readonly covariance: Matrix;
}

const ERRORS: Record<ObservationError['kind'], (observations: number) => ErrorCase> = {
  scalar: (n) => ({ error: scalarError(0.7), covariance: diagonalMatrix(new Float64Array(n).fill(0.49)) }),
  diagonal: (n) => {
    const sd = Float64Array.from({ length: n }, (_, k) => 0.3 + 0.1 * k);
    return { error: diagonalError(sd), covariance: diagonalMatrix(sd.map((value) => value * value)) };
  },
  full: (n) => {
    const covariance = covarianceMatrix(n, 5);
    return { error: fullError(covariance, REFERENCE), covariance };
  },
};

function problem(observations: number, seed = 1) {
  return {
    parameters: normalMatrix(MEMBERS, PARAMETERS, seed),
    predicted: normalMatrix(MEMBERS, observations, seed + 1),
    values: normalMatrix(1, observations, seed + 2).data,
    perturbations: drawPerturbations(
      seed,
      1,
      Uint32Array.from({ length: MEMBERS }, (_, j) => j),
      observations,
    ),
    alpha: 3,
  };
}

describe.each(BACKENDS)('on $name', (backend) => {
  describe.each(Object.entries(SIZES))('with %s', (_, observations) => {
    it.each(['scalar', 'diagonal', 'full'] as const)('that both updates are the textbook ones for a %s R', (kind) => {
      const { parameters, predicted, values, perturbations, alpha } = problem(observations);
      const { error, covariance } = ERRORS[kind](observations);
      const naive = { parameters, predicted, values, covariance, alpha, perturbations };
      const shared = { predicted, observations: { values, error }, alpha };
      const update = (input: AnalysisInput): Matrix =>
        applyAnalysis(prepareAnalysis(input, backend), parameters, backend);
      const [stochastic, transform] = [naiveStochastic(naive).data, naiveTransform(naive).data];
      // For few parameters and for many, the products are taken in another order.
      for (const count of [PARAMETERS, 10_000]) {
        const input = { ...shared, parameters: count, perturbations };
        expect(relativeDifference(update({ ...input, update: 'stochastic' }).data, stochastic)).toBeLessThan(1e-12);
        expect(relativeDifference(update({ ...input, update: 'transform' }).data, transform)).toBeLessThan(1e-12);
      }
    });
  });

  it('that perturbations drawn on the way are those of drawPerturbations', () => {
    const { perturbations: _, ...input } = baseInput(9);
    const members = Uint32Array.from({ length: MEMBERS }, (_, j) => 3 * j);
    const drawn = prepared({ ...input, draw: { seed: 4, step: 2, members } }, backend);
    const given = prepared({ ...input, perturbations: drawPerturbations(4, 2, members, 9) }, backend);
    expect(drawn).toEqual(given);
  });

  it('that the ensemble transform is multiplied out where that takes fewer flops', () => {
    const factorsOf = (observations: number, parameters: number): number =>
      prepared({ ...baseInput(observations), update: 'transform', parameters }, backend).factors.length;
    expect([4, 5].map((n) => factorsOf(n, 10_000))).toEqual([2, 2]);
    expect([9, 12, 17].map((n) => factorsOf(n, 10_000))).toEqual([1, 1, 1]);
    expect([4, 9, 12, 17].map((n) => factorsOf(n, 1))).toEqual([2, 2, 2, 2]);
  });
});

function baseInput(observations: number): AnalysisInput & { perturbations: Matrix } {
  const { predicted, values, perturbations, alpha } = problem(observations);
  return { predicted, observations: { values, error: scalarError(0.7) }, alpha, perturbations, update: 'stochastic' };
}

function prepared(input: AnalysisInput, backend = REFERENCE): AnalysisOperator {
  return prepareAnalysis(input, backend);
}

function refusal(input: AnalysisInput): { code: string; message: string } {
  try {
    prepared(input);
  } catch (error) {
    if (error instanceof NumericsError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('expected a refusal');
}

function withValue(matrix: Matrix, row: number, column: number, value: number): Matrix {
  const changed = createMatrix(matrix.rows, matrix.columns, Float64Array.from(matrix.data));
  changed.data[row * matrix.columns + column] = value;
  return changed;
}

describe('what the analysis refuses', () => {
  const input = baseInput(5);
  const { values, error } = input.observations;

  it.each([NaN, Infinity, -Infinity])('that predicted data of %s are refused, naming row and column', (value) => {
    const { code, message } = refusal({ ...input, predicted: withValue(input.predicted, 3, 2, value) });
    expect(code).toBe('NUM_NONFINITE');
    expect(message).toMatch(`predicted data: expected finite values, got ${value} at row 3, column 2`);
  });

  it('that observations and perturbations that are not finite are refused by name', () => {
    const broken = { values: values.with(4, NaN), error };
    expect(refusal({ ...input, observations: broken })).toMatchObject({
      code: 'NUM_NONFINITE',
      message: expect.stringMatching(/^observations: .* column 4$/),
    });
    expect(refusal({ ...input, perturbations: withValue(input.perturbations, 1, 0, Infinity) })).toMatchObject({
      code: 'NUM_NONFINITE',
      message: expect.stringMatching(/^perturbations: .* row 1, column 0$/),
    });
  });

  it.each([0, -1, NaN, Infinity])('that alpha = %s is refused', (alpha) => {
    const { code, message } = refusal({ ...input, alpha });
    expect(code).toBe('NUM_NOT_POSITIVE_DEFINITE');
    expect(message).toMatch(`expected a positive alpha, got ${alpha}`);
  });

  it('that shapes that do not fit are refused', () => {
    const single = { ...input, predicted: normalMatrix(1, 5, 1), perturbations: normalMatrix(1, 5, 1) };
    const fewer = { values: values.slice(0, 4), error };
    const none = { predicted: createMatrix(3, 0), observations: { values: new Float64Array(0), error } };
    const refused: [AnalysisInput, RegExp][] = [
      [single, /expected at least 2 members, got 1/],
      [{ ...input, observations: fewer }, /predicted data 12 x 5 against 4 observations/],
      [{ ...input, perturbations: normalMatrix(12, 4, 1) }, /perturbations 12 x 4, expected 12 x 5/],
      [{ ...input, ...none }, /expected at least 1 observation/],
      [
        { ...input, observations: { values, error: diagonalError(new Float64Array(4).fill(1)) } },
        /5 observations, got 4/,
      ],
    ];
    for (const [bad, message] of refused)
      expect(refusal(bad)).toEqual({ code: 'NUM_SHAPE', message: expect.stringMatching(message) });
  });

  it('that a stochastic update without perturbations is refused, since its spread would be wrong', () => {
    const { perturbations: _, ...without } = input;
    expect(refusal(without)).toEqual({ code: 'NUM_SHAPE', message: expect.stringMatching(/needs perturbations/) });
    expect(prepared({ ...without, update: 'transform' }).condition).toBeGreaterThan(1);
  });

  it('that a block with another number of members is refused', () => {
    for (const observations of [3, 17]) {
      const operator = prepared(baseInput(observations));
      expect(() => applyAnalysis(operator, normalMatrix(MEMBERS - 1, 2, 1), REFERENCE)).toThrow(NumericsError);
    }
  });

  it('that innovations beyond the range of float64 in units of the observation error are refused', () => {
    const huge = { ...input, observations: { values, error: scalarError(1e-170) } };
    expect(refusal(huge)).toEqual({
      code: 'NUM_NONFINITE',
      message: expect.stringMatching(/raise the observation error/),
    });
  });
});
