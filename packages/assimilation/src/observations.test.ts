import { createMatrix, matrixFromRows, NumericsError, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import {
  diagonalError,
  errorDeviation,
  fullError,
  scalarError,
  scaleByError,
  selectObservations,
  type ObservationError,
} from './observations.ts';
import {
  BACKENDS,
  covarianceMatrix,
  diagonalMatrix,
  normalMatrix,
  REFERENCE,
  relativeDifference,
} from './testing/matrices.ts';

function refusal(make: () => ObservationError): string {
  try {
    make();
  } catch (error) {
    if (error instanceof NumericsError) return `${error.code} ${error.message}`;
    throw error;
  }
  throw new Error('expected a refusal');
}

describe('what is no observation error', () => {
  it.each([0, -1, NaN, Infinity])('that a standard deviation of %s is refused', (sd) => {
    expect(refusal(() => scalarError(sd))).toMatch(`NUM_NOT_POSITIVE_DEFINITE observation error: expected a positive`);
    expect(refusal(() => diagonalError(Float64Array.of(1, 2, sd)))).toMatch(`got ${sd} at index 2`);
  });

  it.each(BACKENDS)('that a covariance which is not positive definite is refused on $name', (backend) => {
    const indefinite = matrixFromRows([
      [1, 2],
      [2, 1],
    ]);
    expect(refusal(() => fullError(indefinite, backend))).toMatch('NUM_NOT_POSITIVE_DEFINITE');
  });

  it.each(BACKENDS)('that an asymmetric covariance is refused on $name, naming the elements', (backend) => {
    const asymmetric = matrixFromRows([
      [1, 0.5],
      [0.4, 1],
    ]);
    expect(refusal(() => fullError(asymmetric, backend))).toMatch(
      'NUM_NOT_POSITIVE_DEFINITE observation error: expected a symmetric covariance, got 0.5 at (0, 1) and 0.4 at (1, 0)',
    );
  });

  it('that a covariance which is not square or not finite is refused', () => {
    expect(refusal(() => fullError(createMatrix(2, 3), REFERENCE))).toMatch(/NUM_SHAPE .* got 2 x 3/);
    expect(refusal(() => fullError(diagonalMatrix([1, NaN]), REFERENCE))).toMatch(/NUM_NONFINITE .* row 1, column 1/);
  });

  it('that an error of another number of observations is refused', () => {
    const rows = normalMatrix(2, 3, 1);
    for (const error of [diagonalError(Float64Array.of(1, 1)), fullError(diagonalMatrix([1, 1]), REFERENCE)])
      expect(() => scaleByError(rows, error, REFERENCE)).toThrow(/expected 3 observations, got 2/);
  });
});

describe.each(BACKENDS)('on $name', (backend) => {
  it('that asymmetry from rounding is averaged out', () => {
    const exact = covarianceMatrix(4, 1);
    const rounded: Matrix = createMatrix(4, 4, Float64Array.from(exact.data));
    rounded.data[1] *= 1 + 1e-13;
    const error = fullError(rounded, backend);
    if (error.kind !== 'full') throw new Error('expected a full error');
    expect(error.covariance.data[1]).toBe(error.covariance.data[4]);
    expect(relativeDifference(error.factor.data, backend.cholesky(exact).data)).toBeLessThan(1e-12);
  });

  it('that scaled rows have an inner product of R^-1', () => {
    const R = covarianceMatrix(6, 2);
    const rows = normalMatrix(3, 6, 3);
    const scaled = scaleByError(rows, fullError(R, backend), backend);
    const factor = backend.cholesky(R);
    const weighted = backend.choleskySolve(factor, createMatrix(6, 3, transposed(rows)));
    const expected = backend.multiply(rows, weighted);
    expect(relativeDifference(backend.gram(scaled, 'rows').data, expected.data)).toBeLessThan(1e-12);
  });

  it('that a scalar, its list and its matrix scale alike', () => {
    const rows = normalMatrix(3, 4, 4);
    const [scalar, list, full] = [
      scalarError(0.25),
      diagonalError(new Float64Array(4).fill(0.25)),
      fullError(diagonalMatrix(new Float64Array(4).fill(0.0625)), backend),
    ].map((error) => scaleByError(rows, error, backend).data);
    expect(list).toEqual(scalar);
    expect(relativeDifference(full, scalar)).toBeLessThan(1e-15);
    expect(scalar[5]).toBe(rows.data[5] * 4);
  });

  it('that selected observations keep their values, deviations and covariances', () => {
    const values = Float64Array.of(10, 11, 12, 13);
    const R = covarianceMatrix(4, 5);
    const chosen = Uint32Array.of(3, 1);
    const selected = selectObservations({ values, error: fullError(R, backend) }, chosen, backend);
    expect([...selected.values]).toEqual([13, 11]);
    if (selected.error.kind !== 'full') throw new Error('expected a full error');
    expect([...selected.error.covariance.data]).toEqual([R.data[15], R.data[13], R.data[7], R.data[5]]);
    const diagonal = diagonalError(Float64Array.of(1, 2, 3, 4));
    const part = selectObservations({ values, error: diagonal }, chosen, backend).error;
    expect([0, 1].map((k) => errorDeviation(part, k))).toEqual([4, 2]);
    const scalar = scalarError(3);
    expect(selectObservations({ values, error: scalar }, chosen, backend).error).toBe(scalar);
  });
});

it('that the deviation of an observation is the root of its variance', () => {
  expect(errorDeviation(scalarError(3), 7)).toBe(3);
  expect(errorDeviation(diagonalError(Float64Array.of(3, 5)), 1)).toBe(5);
  expect(errorDeviation(fullError(diagonalMatrix([9, 16]), REFERENCE), 1)).toBe(4);
});

function transposed({ rows, columns, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows * columns }, (_, k) => data[(k % rows) * columns + Math.floor(k / rows)]);
}
