import { matrixFromRows } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { anomalies, ensembleDeviation, ensembleMean } from './anomalies.ts';
import { normalMatrix } from './testing/matrices.ts';

const ensemble = matrixFromRows([
  [1, 10],
  [2, 10],
  [6, 40],
]);

it('that mean, anomalies and deviation are those over members, with n - 1', () => {
  expect([...ensembleMean(ensemble)]).toEqual([3, 20]);
  expect([...anomalies(ensemble, ensembleMean(ensemble), 0.5).data]).toEqual([-1, -5, -0.5, -5, 1.5, 10]);
  expect([...ensembleDeviation(ensemble)]).toEqual([Math.sqrt(7), Math.sqrt(300)]);
});

it('that anomalies about the mean sum to zero over members', () => {
  const drawn = normalMatrix(50, 7, 1);
  const sums = ensembleMean(anomalies(drawn, ensembleMean(drawn)));
  expect(Math.max(...sums.map(Math.abs))).toBeLessThan(1e-15);
});

it('that a large common offset does not hide the deviation', () => {
  const offset = matrixFromRows([[1e9 + 1], [1e9 + 2], [1e9 + 6]]);
  expect(ensembleDeviation(offset)[0]).toBe(Math.sqrt(7));
});

it('that one member has no deviation rather than NaN', () => {
  expect([...ensembleDeviation(matrixFromRows([[3, 4]]))]).toEqual([0, 0]);
});
