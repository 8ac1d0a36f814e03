import { createWasmBackend, selectRows } from '@enkit/numerics';
import { expect, test } from 'vitest';
import { standardiseDataSet } from '../data/dataSet.ts';
import { generateOnlineStream } from '../data/onlineStream.ts';
import { createMlpForward } from '../mlp/forward.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import type { BaselineData } from './baseline.ts';
import { createBaseline } from './createBaseline.ts';
import type { AdamReplaySettings } from './settings.ts';

const backend = createWasmBackend();
const NETWORK: MlpSpecification = { type: 'mlp', layers: [1, 10, 1], activation: 'tanh', outputActivation: 'identity' };
const REPLAY: AdamReplaySettings = {
  type: 'adam-replay',
  learningRate: 0.01,
  window: 200,
  stepsPerObservation: 2,
  batch: 16,
};

const stream = generateOnlineStream({ change: 'static', count: 1000, noise: 0.05, seed: 1 });
const data = standardiseDataSet(stream.train, { inputs: stream.inputStandardisation });

function first(count: number): BaselineData {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  return { inputs: selectRows(data.inputs, rows), targets: selectRows(data.targets, rows) };
}

function learn(settings: AdamReplaySettings, observations: BaselineData, seed = 0): Float64Array {
  const baseline = createBaseline(settings, NETWORK, observations, backend, seed);
  while (!baseline.isDone()) baseline.step();
  return baseline.parameters();
}

test('that a step is one observation and costs 3 passes a point replayed', () => {
  const baseline = createBaseline(REPLAY, NETWORK, first(2), backend, 0);
  expect(baseline.steps).toBe(2);
  expect(baseline.step()).toMatchObject({ epoch: 1, passes: 96 });
  expect(baseline.step()).toMatchObject({ epoch: 2, passes: 192 });
  expect(() => baseline.step()).toThrow(expect.objectContaining({ code: 'BASELINE_DONE' }));
});

test('that nothing is learned from an observation before it has arrived', () => {
  const short = learn(REPLAY, first(20));
  const baseline = createBaseline(REPLAY, NETWORK, first(200), backend, 0);
  for (let i = 0; i < 20; i++) baseline.step();
  expect([...baseline.parameters()]).toEqual([...short]);
});

test('that with a window of 1 only the newest observation counts, however large the batch', () => {
  const one = learn({ ...REPLAY, window: 1, batch: 1 }, first(30));
  const many = learn({ ...REPLAY, window: 1, batch: 5 }, first(30));
  one.forEach((value, i) => expect(many[i]).toBeCloseTo(value, 10));
  const replayed = learn({ ...REPLAY, window: 30, batch: 5 }, first(30));
  expect(Math.max(...replayed.map((value, i) => Math.abs(value - one[i])))).toBeGreaterThan(1e-3);
});

test('that an observation is replayed as long as the window holds it, and not once longer', () => {
  const observations = first(30);
  observations.targets.data[5] = 1e6;
  const settings = { ...REPLAY, learningRate: 1e-15, window: 10, batch: 64 };
  const baseline = createBaseline(settings, NETWORK, observations, backend, 0);
  for (let t = 0; t < 30; t++) expect(baseline.step().trainRmse > 1e3, `observation ${t}`).toBe(t >= 5 && t < 15);
});

test('that the static stream is learned to about the noise, and that the seed alone decides the result', () => {
  const [parameters, again] = [learn(REPLAY, data, 4), learn(REPLAY, data, 4)];
  expect([...again]).toEqual([...parameters]);
  const truth = standardiseDataSet(stream.test, { inputs: stream.inputStandardisation });
  const predicted = new Float64Array(truth.inputs.rows);
  createMlpForward(NETWORK, backend, truth.inputs)(parameters, predicted);
  const squares = predicted.reduce((sum, value, i) => sum + (value - truth.targets.data[i]) ** 2, 0);
  expect(Math.sqrt(squares / predicted.length)).toBeLessThan(0.1);
});
