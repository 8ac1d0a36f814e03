import { matrixFromRows } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { rootMeanSquareError } from '../diagnostics.ts';
import { normalMatrix, WASM } from '../testing/matrices.ts';
import { planBestMember } from './planBestMember.ts';
import { carryOut } from './work.ts';

it('that the best member is the one with the least error, and never one that is not finite', () => {
  const predicted = matrixFromRows([
    [NaN, 0],
    [1, 3],
    [1, 2.5],
    [9, 9],
  ]);
  expect(carryOut(planBestMember(predicted, Float64Array.of(1, 2)), WASM)).toBe(2);
});

it('that the best of several blocks of members is that of a naive search', () => {
  const predicted = normalMatrix(300, 7, 5);
  const targets = Float64Array.from({ length: 7 }, (_, k) => k / 10);
  const errors = Array.from({ length: 300 }, (_, j) =>
    rootMeanSquareError(predicted.data.subarray(7 * j, 7 * (j + 1)), targets),
  );
  expect(carryOut(planBestMember(predicted, targets), WASM)).toBe(errors.indexOf(Math.min(...errors)));
});
