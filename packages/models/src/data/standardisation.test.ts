import { createMatrix, matrixFromRows } from '@enkit/numerics';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDataSet, standardiseDataSet } from './dataSet.ts';
import {
  applyStandardisation,
  fitStandardisation,
  identityStandardisation,
  invertStandardisation,
  standardisationOfDomain,
} from './standardisation.ts';

test('that fitted columns get mean 0 and variance 1, and that the data stay as they were', () => {
  const data = matrixFromRows([
    [1, 10],
    [2, 30],
    [6, 20],
  ]);
  const before = [...data.data];
  const { data: z } = applyStandardisation(fitStandardisation(data), data);
  for (const column of [0, 1]) {
    const values = [z[column], z[2 + column], z[4 + column]];
    expect(values.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 14);
    expect(values.reduce((sum, v) => sum + v * v, 0) / 2).toBeCloseTo(1, 14);
  }
  expect([...data.data]).toEqual(before);
});

test('that inverting undoes applying', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(values, (numbers) => {
      const data = createMatrix(3, 2, Float64Array.from(numbers));
      const standardisation = fitStandardisation(data);
      const back = invertStandardisation(standardisation, applyStandardisation(standardisation, data));
      const size = 1 + Math.max(...numbers.map(Math.abs));
      back.data.forEach((value, i) => expect(Math.abs(value - numbers[i])).toBeLessThan(1e-13 * size));
    }),
  );
});

test('that a constant column becomes zero', () => {
  for (const constant of [7, 0.1, -1e-9, 0]) {
    const data = matrixFromRows([[constant], [constant], [constant]]);
    expect([...applyStandardisation(fitStandardisation(data), data).data]).toEqual([0, 0, 0]);
  }
});

test('that values too large for their mean or deviation are refused, instead of becoming zeros', () => {
  for (const huge of [1e308, 1e200]) {
    const data = matrixFromRows([
      [1, huge],
      [2, -huge],
      [3, 1],
    ]);
    expect(() => fitStandardisation(data)).toThrow(expect.objectContaining({ code: 'DATA_CELL' }));
    expect(() => fitStandardisation(data)).toThrow(/column 2 to standardise: .*got values up to 1\.0e\+/);
  }
  expect(fitStandardisation(matrixFromRows([[1e150], [-1e150]])).scale[0]).toBeGreaterThan(1e150);
});

test('that a domain of half-width L is divided by L / sqrt 3, and the identity changes nothing', () => {
  expect([...applyStandardisation(standardisationOfDomain([3, 6]), matrixFromRows([[3, -6]])).data]).toEqual(
    [Math.sqrt(3), -Math.sqrt(3)].map((value) => expect.closeTo(value, 14)),
  );
  const data = matrixFromRows([[1.5, -2]]);
  expect([...applyStandardisation(identityStandardisation(2), data).data]).toEqual([1.5, -2]);
});

test('that a data set keeps what it has no standardisation for', () => {
  const parts = { inputs: matrixFromRows([[2], [4]]), targets: matrixFromRows([[1], [3]]) };
  const data = createDataSet({ ...parts, inputNames: ['x'], outputNames: ['y'] });
  const scaled = standardiseDataSet(data, { targets: { offset: [1], scale: [2] } });
  expect([[...scaled.inputs.data], [...scaled.targets.data]]).toEqual([
    [2, 4],
    [0, 1],
  ]);
  expect(scaled.inputNames).toEqual(['x']);
});

test('that data with other columns or without rows are refused', () => {
  const refusal = expect.objectContaining({ code: 'DATA_SHAPE' });
  expect(() => applyStandardisation(identityStandardisation(2), createMatrix(1, 3))).toThrow(refusal);
  expect(() => fitStandardisation(createMatrix(0, 2))).toThrow(refusal);
});
