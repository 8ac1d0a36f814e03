import { createMatrix } from '@enkit/numerics';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDataSet, type DataSet } from './dataSet.ts';
import { splitDataSet } from './split.ts';

/** Row i holds the input i and the target -i. */
function numbered(rows: number): DataSet {
  const inputs = createMatrix(
    rows,
    1,
    Float64Array.from({ length: rows }, (_, i) => i),
  );
  const targets = createMatrix(
    rows,
    1,
    inputs.data.map((value) => -value),
  );
  return createDataSet({ inputs, targets, inputNames: ['x'], outputNames: ['y'] });
}

test('that every point goes to exactly one part, with its target, in the order of the data', () => {
  const settings = fc.record({
    rows: fc.integer({ min: 2, max: 60 }),
    fraction: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    order: fc.constantFrom('random' as const, 'last' as const),
    seed: fc.nat(),
  });
  fc.assert(
    fc.property(settings, ({ rows, ...split }) => {
      const { train, test: tested } = splitDataSet(numbered(rows), split);
      const both = [...train.inputs.data, ...tested.inputs.data];
      expect(both.toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, i) => i));
      for (const part of [train, tested]) {
        expect([...part.targets.data]).toEqual([...part.inputs.data].map((value) => -value));
        expect([...part.inputs.data]).toEqual([...part.inputs.data].toSorted((a, b) => a - b));
        expect(part.inputs.rows).toBeGreaterThanOrEqual(1);
      }
      expect(Math.abs(tested.inputs.rows - split.fraction * rows)).toBeLessThanOrEqual(1);
    }),
  );
});

test('that the last points are the test when the order says so', () => {
  const { train, test: tested } = splitDataSet(numbered(10), { fraction: 0.3, order: 'last', seed: 0 });
  expect([train.inputs.rows, ...tested.inputs.data]).toEqual([7, 7, 8, 9]);
});

test('that a random split depends on the seed and on nothing else', () => {
  const draw = (seed: number): number[] => [
    ...splitDataSet(numbered(50), { fraction: 0.2, order: 'random', seed }).test.inputs.data,
  ];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(draw(1)).not.toEqual([40, 41, 42, 43, 44, 45, 46, 47, 48, 49]);
});

test('that a fraction outside (0, 1), a single point or mismatched rows are refused', () => {
  for (const fraction of [0, 1, -0.2, Number.NaN]) {
    expect(() => splitDataSet(numbered(9), { fraction, order: 'last', seed: 0 })).toThrow(
      expect.objectContaining({ code: 'DATA_SETTINGS' }),
    );
  }
  expect(() => splitDataSet(numbered(1), { fraction: 0.5, order: 'last', seed: 0 })).toThrow(
    expect.objectContaining({ code: 'DATA_SETTINGS' }),
  );
  const names = { inputNames: ['x'], outputNames: ['y'] };
  const refusal = expect.objectContaining({ code: 'DATA_SHAPE' });
  expect(() => createDataSet({ inputs: createMatrix(3, 1), targets: createMatrix(2, 1), ...names })).toThrow(refusal);
  expect(() => createDataSet({ inputs: createMatrix(3, 2), targets: createMatrix(3, 1), ...names })).toThrow(refusal);
  expect(() => createDataSet({ inputs: createMatrix(3, 1), targets: createMatrix(3, 2), ...names })).toThrow(refusal);
});
