import { createMatrix, matrixFromRows, type Matrix } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { expandPoints, weighEvidence } from './evidence.ts';
import { diagonalError, scalarError } from './observations.ts';
import { BACKENDS, normalMatrix, REFERENCE } from './testing/matrices.ts';

/** Two members, three points of two outputs each. */
const predicted = matrixFromRows([
  [0, 0, 2, 2, 4, 4],
  [2, 2, 4, 4, 8, 8],
]);
const values = Float64Array.of(1, 1, 3, 3, 5, 9);

it('that without held-out points everything is assimilated, and nothing copied', () => {
  const observations = { values, error: scalarError(2) };
  const weighed = weighEvidence({ step: 1 }, predicted, observations, 2, REFERENCE);
  expect(weighed.predicted).toBe(predicted);
  expect(weighed.observations).toBe(observations);
  expect(weighed.evidence.observations).toBe(6);
  expect(weighed.evidence.heldOut).toBeUndefined();
  // Residuals: 1, 1, 1, 1, 1, 5 and -1, -1, -1, -1, -3, 1 in deviations of 2.
  expect([...weighed.evidence.misfits]).toEqual([30 / 8, 14 / 8]);
  // Mean residuals: 0, 0, 0, 0, -1, 3.
  expect(weighed.evidence.discrepancy).toBeCloseTo(Math.sqrt(10 / 6) / 2, 15);
});

it.each(BACKENDS)('that held-out points are scored and kept out of everything else ($name)', (backend) => {
  const error = diagonalError(Float64Array.of(1, 1, 2, 2, 1, 1));
  const plan = { step: 1, points: Uint32Array.of(0, 1, 2), assimilated: Uint32Array.of(0, 1) };
  const { evidence, ...part } = weighEvidence(plan, predicted, { values, error }, 2, backend);
  expect([...part.observations.values]).toEqual([1, 1, 3, 3]);
  expect([...part.predicted.data]).toEqual([0, 0, 2, 2, 2, 2, 4, 4]);
  expect(evidence.observations).toBe(4);
  expect([...evidence.misfits]).toEqual([1.25, 1.25]);
  expect(evidence.discrepancy).toBe(0);
  // Mean residuals -1 and 3 at the held-out point.
  expect(evidence.heldOut).toBeCloseTo(Math.sqrt(5), 15);
});

it('that what lies at held-out points cannot change the update', () => {
  const plan = { step: 1, points: Uint32Array.of(4, 7, 2), assimilated: Uint32Array.of(1) };
  const weigh = (heldOut: number): Matrix =>
    weighEvidence(
      plan,
      matrixFromRows([
        [heldOut, 1, heldOut],
        [heldOut, 2, -heldOut],
      ]),
      { values: Float64Array.of(0, 1, 0), error: scalarError(1) },
      1,
      REFERENCE,
    ).predicted;
  expect(weigh(1e6)).toEqual(weigh(0));
});

it('that a mini-batch without held-out points has no held-out score', () => {
  const plan = { step: 1, points: Uint32Array.of(5, 1), assimilated: Uint32Array.of(0, 1) };
  const batch = normalMatrix(3, 2, 1);
  const observations = { values: Float64Array.of(0, 0), error: scalarError(1) };
  const { evidence } = weighEvidence(plan, batch, observations, 1, REFERENCE);
  expect(evidence.heldOut).toBeUndefined();
  expect(evidence.observations).toBe(2);
});

it('that points expand to their observations, point by point', () => {
  expect([...expandPoints(Uint32Array.of(2, 0), 3)]).toEqual([6, 7, 8, 0, 1, 2]);
  expect([...expandPoints(Uint32Array.of(2, 0), 1)]).toEqual([2, 0]);
  expect(expandPoints(new Uint32Array(0), 3).length).toBe(0);
});

it('that predictions of one point evaluate to a discrepancy in observation-error deviations', () => {
  const single = createMatrix(2, 1, Float64Array.of(1, 3));
  const observations = { values: Float64Array.of(5), error: scalarError(1.5) };
  expect(weighEvidence({ step: 1 }, single, observations, 1, REFERENCE).evidence.discrepancy).toBe(2);
});
