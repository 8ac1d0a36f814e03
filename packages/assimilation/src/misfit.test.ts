import { matrixFromRows, NumericsError } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { dataMisfits, misfitControlledInverseAlpha } from './misfit.ts';
import { diagonalError, fullError, scalarError } from './observations.ts';
import { BACKENDS, REFERENCE } from './testing/matrices.ts';

const predicted = matrixFromRows([
  [1, 2],
  [3, 2],
  [1, 6],
]);
const values = Float64Array.of(1, 2);

it('that misfits are half the squared residuals in observation-error deviations', () => {
  for (const backend of BACKENDS) {
    expect([...dataMisfits(predicted, { values, error: scalarError(2) }, backend)]).toEqual([0, 0.5, 2]);
    const error = diagonalError(Float64Array.of(1, 4));
    expect([...dataMisfits(predicted, { values, error }, backend)]).toEqual([0, 2, 0.5]);
  }
});

it('that a full R enters by its inverse', () => {
  // R^-1 of [[2, 1], [1, 2]] is [[2, -1], [-1, 2]] / 3.
  const R = matrixFromRows([
    [2, 1],
    [1, 2],
  ]);
  const residuals = matrixFromRows([
    [2, 4],
    [1, 2],
  ]);
  for (const backend of BACKENDS) {
    const misfits = dataMisfits(residuals, { values: Float64Array.of(1, 2), error: fullError(R, backend) }, backend);
    // r = (-1, -2): (2 - 4 + 8) / 3 / 2 = 1.
    expect(misfits[0]).toBeCloseTo(1, 14);
    expect(misfits[1]).toBe(0);
  }
});

it('that a misfit beyond the range of float64 is refused, naming the row', () => {
  const far = matrixFromRows([
    [1, 2],
    [1e200, 2],
  ]);
  expect(() => dataMisfits(far, { values, error: scalarError(1) }, REFERENCE)).toThrow(NumericsError);
  expect(() => dataMisfits(far, { values, error: scalarError(1) }, REFERENCE)).toThrow(/at row 1; drop the member/);
});

it('that the controller takes the larger of its two terms', () => {
  // Phi = 1, 2, 3: mean 2, variance 1. Nd = 8: 8 / 4 = 2 = sqrt(8 / 2).
  expect(misfitControlledInverseAlpha(Float64Array.of(1, 2, 3), 8)).toBe(2);
  // Nd = 2: 2 / 4 = 0.5, sqrt(2 / 2) = 1.
  expect(misfitControlledInverseAlpha(Float64Array.of(1, 2, 3), 2)).toBe(1);
  // Phi = 10, 20, 30: mean 20, variance 100. Nd = 200: 5 against 1.
  expect(misfitControlledInverseAlpha(Float64Array.of(10, 20, 30), 200)).toBe(5);
});

it('that misfits without variance leave the mean to decide, and an exact fit has no step', () => {
  expect(misfitControlledInverseAlpha(Float64Array.of(4, 4, 4), 8)).toBe(1);
  expect(misfitControlledInverseAlpha(Float64Array.of(0, 0, 0), 8)).toBe(Infinity);
});
