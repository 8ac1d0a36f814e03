import { matrixFromRows, NumericsError, rowOf, type Matrix } from '@enkit/numerics';
import { expect, it } from 'vitest';
import { ensembleDeviation, ensembleMean } from './anomalies.ts';
import { keepMembers, resampleMembers } from './failedMembers.ts';
import { mapMatrix, normalMatrix } from './testing/matrices.ts';

const members = Uint32Array.of(0, 2, 3, 7, 8, 9);
const parameters = normalMatrix(6, 4, 1);

const rows = (matrix: Matrix): number[][] => Array.from({ length: matrix.rows }, (_, j) => [...rowOf(matrix, j)]);

it('that dropping keeps the survivors with their ids, unchanged and in order', () => {
  const before = Float64Array.from(parameters.data);
  const kept = keepMembers(members, parameters, Uint32Array.of(1, 3, 4));
  expect([...kept.members]).toEqual([2, 7, 8]);
  expect(rows(kept.parameters)).toEqual([1, 3, 4].map((j) => rows(parameters)[j]));
  expect(parameters.data).toEqual(before);
});

it('that resampling changes the failed rows only, and not its input', () => {
  const before = Float64Array.from(parameters.data);
  const result = resampleMembers(members, parameters, new Set([1, 4]), 5, 3);
  for (const j of [0, 2, 3, 5]) expect(rowOf(result, j)).toEqual(rowOf(parameters, j));
  for (const j of [1, 4]) expect(rowOf(result, j)).not.toEqual(rowOf(parameters, j));
  expect(parameters.data).toEqual(before);
});

it('that a replacement depends on seed, step, round and member id, not on where the member stands', () => {
  const draw = (seed: number, step: number, round?: number): number[] => [
    ...rowOf(resampleMembers(members, parameters, new Set([3]), seed, step, round), 3),
  ];
  expect(draw(5, 3)).toEqual(draw(5, 3, 0));
  for (const other of [draw(6, 3), draw(5, 4), draw(5, 3, 1)]) expect(other).not.toEqual(draw(5, 3));
  // The same survivors with the failed member in another place: same replacement but for the order of a sum.
  const order = Uint32Array.of(3, 0, 1, 2, 4, 5);
  const moved = keepMembers(members, parameters, order);
  const replaced = rowOf(resampleMembers(moved.members, moved.parameters, new Set([0]), 5, 3), 0);
  draw(5, 3).forEach((value, k) => expect(replaced[k]).toBeCloseTo(value, 13));
});

it('that what a failed member held does not matter, NaN included', () => {
  const broken = mapMatrix(parameters, (value, j) => (j === 2 ? NaN : value));
  const result = resampleMembers(members, broken, new Set([2]), 1, 1);
  expect(result.data).toEqual(resampleMembers(members, parameters, new Set([2]), 1, 1).data);
  expect(result.data.every(Number.isFinite)).toBe(true);
});

it('that replacements have the mean and deviation of the survivors', () => {
  const count = 5000;
  const large = mapMatrix(normalMatrix(count, 2, 3), (value, _, k) => 10 * k + (k + 1) * value);
  const ids = Uint32Array.from({ length: count }, (_, j) => j);
  const failed = new Set(Array.from({ length: count / 2 }, (_, j) => 2 * j));
  const replaced = keepMembers(ids, resampleMembers(ids, large, failed, 1, 1), Uint32Array.from(failed)).parameters;
  const [mean, sd] = [ensembleMean(replaced), ensembleDeviation(replaced)];
  expect(Math.abs(mean[0])).toBeLessThan(0.08);
  expect(Math.abs(mean[1] - 10)).toBeLessThan(0.16);
  expect(Math.abs(sd[0] - 1)).toBeLessThan(0.06);
  expect(Math.abs(sd[1] / 2 - 1)).toBeLessThan(0.06);
});

it('that survivors without spread are copied, since there is nothing to draw from', () => {
  const constant = matrixFromRows([[0.5], [0.5], [9]]);
  const result = resampleMembers(Uint32Array.of(0, 1, 2), constant, new Set([2]), 1, 1);
  expect([...result.data]).toEqual([0.5, 0.5, 0.5]);
});

it('that fewer than two survivors are refused', () => {
  for (const failed of [
    [0, 1, 2, 3, 4, 5],
    [0, 1, 2, 3, 4],
  ]) {
    const resample = (): Matrix => resampleMembers(members, parameters, new Set(failed), 1, 1);
    expect(resample).toThrow(NumericsError);
    expect(resample).toThrow(`at least 2 surviving members, got ${6 - failed.length}`);
  }
});
