import { createMatrix, createMlMatrixBackend, createWasmBackend, matrixFromRows, randomStream } from '@enkit/numerics';
import { expect, test } from 'vitest';
import { standardiseDataSet } from '../data/dataSet.ts';
import { generateProblem } from '../data/generators.ts';
import { createMlpGradient } from '../mlp/gradient.ts';
import { parameterScale } from '../mlp/layout.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import type { Baseline, BaselineData } from './baseline.ts';
import { createBaseline } from './createBaseline.ts';
import type { AdamSettings, BaselineSettings } from './settings.ts';

const backend = createWasmBackend();
const NETWORK: MlpSpecification = { type: 'mlp', layers: [1, 6, 1], activation: 'tanh', outputActivation: 'identity' };
const LINE: MlpSpecification = { ...NETWORK, layers: [1, 1] };

function sineData(count: number): BaselineData {
  const { train, inputStandardisation } = generateProblem({ name: 'sine', count, seed: 1 });
  return standardiseDataSet(train, { inputs: inputStandardisation });
}

function runAll(baseline: Baseline): Baseline {
  while (!baseline.isDone()) baseline.step();
  return baseline;
}

const train = (settings: BaselineSettings, data = sineData(30), seed = 0, specification = NETWORK): Float64Array =>
  runAll(createBaseline(settings, specification, data, backend, seed)).parameters();

/** Parameters before the first step. */
const start = (seed: number, specification = NETWORK): Float64Array =>
  createBaseline(
    { type: 'gradient-descent', learningRate: 1, epochs: 1 },
    specification,
    sineData(30),
    backend,
    seed,
  ).parameters();

const ADAM: AdamSettings = { type: 'adam', learningRate: 0.01, epochs: 40, decay: 'none', l2: 0 };

test('that gradient descent on a line contracts the error by 1 - 2 eta every epoch, as the closed form says', () => {
  const data = { inputs: matrixFromRows([[1], [-1]]), targets: matrixFromRows([[5], [-1]]) };
  const [weight, bias] = start(3, LINE);
  for (const epochs of [1, 2, 10, 100]) {
    const found = train({ type: 'gradient-descent', learningRate: 0.05, epochs }, data, 3, LINE);
    expect(found[0]).toBeCloseTo(3 + 0.9 ** epochs * (weight - 3), 13);
    expect(found[1]).toBeCloseTo(2 + 0.9 ** epochs * (bias - 2), 13);
  }
});

test('that momentum on a line follows the second-order recursion of the heavy ball', () => {
  const data = { inputs: matrixFromRows([[1], [-1]]), targets: matrixFromRows([[5], [-1]]) };
  let [before, now] = [start(3, LINE)[0], start(3, LINE)[0]];
  for (let epoch = 0; epoch < 25; epoch++) [before, now] = [now, now + 0.8 * (now - before) - 0.1 * 2 * (now - 3)];
  const found = train({ type: 'momentum', learningRate: 0.1, momentum: 0.8, epochs: 25 }, data, 3, LINE);
  expect(found[0]).toBeCloseTo(now, 12);
});

test('that momentum 0 over all points is gradient descent', () => {
  const descent = train({ type: 'gradient-descent', learningRate: 0.1, epochs: 20 });
  const momentum = train({ type: 'momentum', learningRate: 0.1, momentum: 0, epochs: 20, batch: 1000 });
  descent.forEach((value, i) => expect(momentum[i]).toBeCloseTo(value, 13));
});

/** The algorithm as printed, with vectors of plain numbers. */
function naiveAdam(settings: AdamSettings, data: BaselineData, seed: number): number[] {
  const gradientAt = createMlpGradient(NETWORK, backend, data);
  let theta = [...start(seed)];
  let [m, v] = [theta.map(() => 0), theta.map(() => 0)];
  for (let t = 1; t <= settings.epochs; t++) {
    const gradient = new Float64Array(theta.length);
    gradientAt(Float64Array.from(theta), gradient);
    const g = theta.map((value, i) => gradient[i] + settings.l2 * value);
    m = m.map((value, i) => 0.9 * value + 0.1 * g[i]);
    v = v.map((value, i) => 0.999 * value + 0.001 * g[i] ** 2);
    const cosine = (1 + Math.cos((Math.PI * (t - 1)) / settings.epochs)) / 2;
    const rate = settings.learningRate * (settings.decay === 'cosine' ? cosine : 1);
    theta = theta.map(
      (value, i) => value - (rate * (m[i] / (1 - 0.9 ** t))) / (Math.sqrt(v[i] / (1 - 0.999 ** t)) + 1e-8),
    );
  }
  return theta;
}

test('that Adam is the published algorithm, with and without decay and penalty', () => {
  for (const decay of ['none', 'cosine'] as const) {
    for (const l2 of [0, 0.01]) {
      const [found, expected] = [train({ ...ADAM, decay, l2 }), naiveAdam({ ...ADAM, decay, l2 }, sineData(30), 0)];
      found.forEach((value, i) => expect(value).toBeCloseTo(expected[i], 11));
    }
  }
});

test('that Adam with l2 on constant-zero data shrinks the weights towards 0', () => {
  const zero = { inputs: createMatrix(4, 1), targets: createMatrix(4, 1) };
  const shrunk = train({ ...ADAM, epochs: 1000, l2: 1 }, zero);
  expect(Math.max(...shrunk.map(Math.abs))).toBeLessThan(1e-3);
});

test('that a mini-batch epoch meets every point once, the rest of the division included', () => {
  const data = sineData(30);
  const settings = { type: 'momentum', learningRate: 1e-12, momentum: 0, epochs: 3 } as const;
  const whole = createBaseline(settings, NETWORK, data, backend, 0).step().trainRmse;
  for (const batch of [1, 4, 7, 16, 29]) {
    const parts = createBaseline({ ...settings, batch }, NETWORK, data, backend, 0);
    for (let epoch = 0; epoch < 3; epoch++) expect(parts.step().trainRmse).toBeCloseTo(whole, 8);
  }
});

test('that the points are shuffled anew every epoch', () => {
  const data = { inputs: matrixFromRows([[1], [1], [1], [1]]), targets: matrixFromRows([[0], [1], [2], [4]]) };
  const settings = { type: 'momentum', learningRate: 0.25, momentum: 0, epochs: 40, batch: 1 } as const;
  const baseline = createBaseline(settings, LINE, data, backend, 0);
  const lastMet: number[] = [];
  while (!baseline.isDone()) {
    baseline.step();
    const [weight, bias] = baseline.parameters();
    // At this rate an update fits its point exactly: the last of the epoch is the one without error.
    const errors = data.targets.data.map((y, i) => Math.abs(weight * data.inputs.data[i] + bias - y));
    lastMet.push(errors.indexOf(Math.min(...errors)));
  }
  for (const point of [0, 1, 2, 3]) expect(lastMet.filter((met) => met === point).length).toBeGreaterThan(2);
});

test('that the seed alone decides the batches', () => {
  const settings = { ...ADAM, epochs: 5, batch: 7 };
  expect([...train(settings, sineData(30), 1)]).toEqual([...train(settings, sineData(30), 1)]);
  expect([...train(settings, sineData(30), 1)]).not.toEqual([...train(settings, sineData(30), 2)]);
});

test('that the initial parameters have the Glorot deviation, one draw a seed, the same for every method', () => {
  const scale = parameterScale(NETWORK, 'glorot');
  let squares = 0;
  for (let seed = 0; seed < 400; seed++) start(seed).forEach((value, i) => (squares += (value / scale[i]) ** 2));
  const draws = 400 * scale.length;
  expect(Math.abs(squares / draws - 1)).toBeLessThan(4 * Math.sqrt(2 / draws));
  for (const settings of [ADAM, { type: 'levenberg-marquardt', iterations: 1, initialDamping: 1 } as const]) {
    expect([...createBaseline(settings, NETWORK, sineData(30), backend, 9).parameters()]).toEqual([...start(9)]);
  }
});

test('that an epoch costs 3 passes and reports the error before its update', () => {
  const data = sineData(30);
  const baseline = createBaseline({ ...ADAM, epochs: 2 }, NETWORK, data, backend, 0);
  const gradientAt = createMlpGradient(NETWORK, backend, data);
  for (const epoch of [1, 2]) {
    const rmse = Math.sqrt(gradientAt(baseline.parameters(), new Float64Array(19)));
    expect(baseline.step()).toEqual({ epoch, passes: 3 * epoch, trainRmse: rmse });
  }
  expect([baseline.steps, baseline.isDone()]).toEqual([2, true]);
  expect(() => baseline.step()).toThrow(expect.objectContaining({ code: 'BASELINE_DONE' }));
});

test('that two baselines stepped in turn give what each gives alone', () => {
  const problems = [sineData(30), { ...sineData(30), targets: createMatrix(30, 1) }];
  const alone = problems.map((data) => [...train(ADAM, data)]);
  const machines = problems.map((data) => createBaseline(ADAM, NETWORK, data, backend, 0));
  while (!machines[0].isDone()) for (const machine of machines) machine.step();
  machines.forEach((machine, k) => expect([...machine.parameters()]).toEqual(alone[k]));
});

test('that the backends agree to rounding', () => {
  const settings: AdamSettings = { ...ADAM, decay: 'cosine', l2: 1e-3, batch: 7 };
  const reference = runAll(createBaseline(settings, NETWORK, sineData(30), createMlMatrixBackend(), 0)).parameters();
  train(settings).forEach((value, i) => expect(value).toBeCloseTo(reference[i], 10));
});

test('that neither data nor the parameters handed out are touched, and later changes of the data do not matter', () => {
  const data = sineData(12);
  const before = [[...data.inputs.data], [...data.targets.data]];
  const expected = train({ ...ADAM, batch: 5 }, data);
  expect([[...data.inputs.data], [...data.targets.data]]).toEqual(before);
  const baseline = createBaseline({ ...ADAM, batch: 5 }, NETWORK, data, backend, 0);
  data.inputs.data.fill(randomStream(1, 'test').normal());
  data.targets.data.fill(0);
  baseline.parameters().fill(0);
  expect([...runAll(baseline).parameters()]).toEqual([...expected]);
});

test('that a learning rate far too large ends in a named error, not in NaN', () => {
  const run = (): Float64Array =>
    train({ type: 'gradient-descent', learningRate: 1e3, epochs: 200 }, sineData(30), 0, LINE);
  expect(run).toThrow(
    expect.objectContaining({ code: 'BASELINE_DIVERGED', message: expect.stringContaining('lower the learning rate') }),
  );
});

test('that settings out of range and data that do not fit are refused by name', () => {
  const create = (settings: object, data = sineData(5)): Baseline =>
    createBaseline({ ...ADAM, ...settings }, NETWORK, data, backend, 0);
  for (const [name, values] of Object.entries({
    learningRate: [0, -1, Number.NaN],
    epochs: [0, 1.5],
    batch: [0, -3],
    l2: [-1],
    decay: ['linear'],
    type: ['lbfgs'],
  })) {
    for (const value of values) {
      expect(() => create({ [name]: value })).toThrow(
        expect.objectContaining({ code: 'BASELINE_SETTINGS', message: expect.stringContaining(name) }),
      );
    }
  }
  const { inputs, targets } = sineData(5);
  expect(() => create({}, { inputs, targets: createMatrix(4, 1) })).toThrow(
    expect.objectContaining({ code: 'MODEL_SHAPE' }),
  );
  const holed = createMatrix(
    5,
    1,
    targets.data.map((value, i) => (i === 3 ? Number.NaN : value)),
  );
  expect(() => create({}, { inputs, targets: holed })).toThrow(expect.objectContaining({ code: 'NUM_NONFINITE' }));
});
