import { standardDeviation } from '@enkit/numerics';
import { expect, test } from 'vitest';
import { generateOnlineStream, type StreamChange } from './onlineStream.ts';

/** The function at time t of T, by the formula. */
const TRUTH: Readonly<Record<StreamChange, (x: number, t: number, T: number) => number>> = {
  static: (x) => Math.sin(x),
  drift: (x, t, T) => Math.sin(x) * Math.cos((Math.PI * t) / T) + Math.cos(x) * Math.sin((Math.PI * t) / T),
  switch: (x, t, T) => (2 * t < T ? Math.sin(x) : Math.cos(x)),
};

for (const change of ['static', 'drift', 'switch'] as const) {
  test(`that every observation of the ${change} stream is of the truth at its time, and truthAt tells it`, () => {
    const { train, truthAt } = generateOnlineStream({ change, count: 40, noise: 0, testPoints: 11, seed: 1 });
    train.targets.data.forEach((y, t) => expect(y).toBeCloseTo(TRUTH[change](train.inputs.data[t], t, 40), 13));
    for (const time of [0, 10, 19, 20, 40]) {
      const { inputs, targets } = truthAt(time);
      expect(inputs.rows).toBe(11);
      targets.data.forEach((y, i) => expect(y).toBeCloseTo(TRUTH[change](inputs.data[i], time, 40), 13));
    }
  });
}

test('that drift ends with the opposite sign of its beginning, and the test is the truth at the end', () => {
  const { test: end, truthAt } = generateOnlineStream({ change: 'drift', count: 10, seed: 1 });
  truthAt(0).targets.data.forEach((y, i) => expect(end.targets.data[i]).toBeCloseTo(-y, 13));
});

test('that the stream has 2000 observations with noise 0.05 unless said otherwise, the same for the same seed', () => {
  const [noisy, again] = [1, 1].map((seed) => generateOnlineStream({ change: 'static', seed }));
  expect(noisy.train.inputs.rows).toBe(2000);
  const errors = noisy.train.targets.data.map((y, t) => y - Math.sin(noisy.train.inputs.data[t]));
  expect(Math.abs(standardDeviation(errors) / 0.05 - 1)).toBeLessThan(4 / Math.sqrt(2 * 2000));
  expect([...again.train.targets.data]).toEqual([...noisy.train.targets.data]);
});

test('that the points and the noise do not depend on the kind of change', () => {
  const [still, moving] = (['static', 'drift'] as const).map(
    (change) => generateOnlineStream({ change, seed: 4 }).train,
  );
  expect([...still.inputs.data]).toEqual([...moving.inputs.data]);
  expect(still.targets.data[0]).toBe(moving.targets.data[0]);
});

test('that a change, a length or a noise that makes no sense is refused', () => {
  const refusal = expect.objectContaining({ code: 'DATA_SETTINGS' });
  expect(() => generateOnlineStream({ change: 'static', count: 0, seed: 0 })).toThrow(refusal);
  expect(() => generateOnlineStream({ change: 'static', noise: -1, seed: 0 })).toThrow(refusal);
  expect(() => generateOnlineStream(JSON.parse('{"change":"jump","seed":0}'))).toThrow(refusal);
});
