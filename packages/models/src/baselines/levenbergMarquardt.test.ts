import { createMatrix, createWasmBackend, type Matrix, matrixFromRows, randomStream } from '@enkit/numerics';
import { expect, test } from 'vitest';
import { standardiseDataSet } from '../data/dataSet.ts';
import { generateProblem } from '../data/generators.ts';
import { createMlpForward } from '../mlp/forward.ts';
import { parameterCount } from '../mlp/layout.ts';
import type { MlpSpecification } from '../mlp/specification.ts';
import type { Baseline, BaselineData } from './baseline.ts';
import { createBaseline } from './createBaseline.ts';
import { createLeastSquares } from './leastSquares.ts';

const backend = createWasmBackend();
const SINE: MlpSpecification = { type: 'mlp', layers: [1, 10, 1], activation: 'tanh', outputActivation: 'identity' };

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const stream = randomStream(seed, 'test');
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

function start(specification: MlpSpecification, data: BaselineData, iterations = 200, initialDamping = 1e-2): Baseline {
  return createBaseline({ type: 'levenberg-marquardt', iterations, initialDamping }, specification, data, backend, 0);
}

test('that a linear least-squares problem is solved in one step: residuals orthogonal to inputs and constant', () => {
  const linear: MlpSpecification = { ...SINE, layers: [3, 2] };
  const [inputs, targets] = [randomMatrix(20, 3, 1), randomMatrix(20, 2, 2)];
  const baseline = start(linear, { inputs, targets }, 5, 1e-12);
  baseline.step();
  const predicted = new Float64Array(40);
  createMlpForward(linear, backend, inputs)(baseline.parameters(), predicted);
  for (let output = 0; output < 2; output++) {
    const residuals = Array.from({ length: 20 }, (_, i) => targets.data[2 * i + output] - predicted[2 * i + output]);
    for (let input = 0; input < 3; input++) {
      expect(residuals.reduce((sum, r, i) => sum + r * inputs.data[3 * i + input], 0)).toBeCloseTo(0, 9);
    }
    expect(residuals.reduce((sum, r) => sum + r, 0)).toBeCloseTo(0, 9);
  }
});

test('that a step solves the damped normal equations, with more data than parameters or fewer', () => {
  for (const points of [4, 40]) {
    const network: MlpSpecification = { ...SINE, layers: [2, 3, 2] };
    const data = { inputs: randomMatrix(points, 2, 1), targets: randomMatrix(points, 2, 2) };
    const problem = createLeastSquares(network, data, backend);
    const model = problem.linearise(randomMatrix(1, parameterCount(network), 3).data);
    expect(model.gram.rows).toBe(Math.min(2 * points, 17));
    for (const damping of [1e-3, 1, 100]) {
      const step = problem.dampedStep(model, damping) ?? new Float64Array();
      const fitted = backend.multiply(model.jacobian, createMatrix(17, 1, step));
      const left = backend.multiply(model.jacobian, fitted, { transposeA: true });
      left.data.forEach((value, i) => expect(value + damping * step[i]).toBeCloseTo(model.descent.data[i], 9));
    }
  }
});

test('that the sine is learned to RMSE < 1e-3 on the test grid', () => {
  const { train, test: truth, inputStandardisation } = generateProblem({ name: 'sine', seed: 10_000 });
  const baseline = start(SINE, standardiseDataSet(train, { inputs: inputStandardisation }), 60);
  while (!baseline.isDone()) baseline.step();
  const { inputs, targets } = standardiseDataSet(truth, { inputs: inputStandardisation });
  const predicted = new Float64Array(501);
  createMlpForward(SINE, backend, inputs)(baseline.parameters(), predicted);
  const squares = predicted.reduce((sum, value, i) => sum + (value - targets.data[i]) ** 2, 0);
  expect(Math.sqrt(squares / 501)).toBeLessThan(1e-3);
});

test('that no step raises the error, that it reports the error after it and counts Jacobian and trials', () => {
  const { train } = generateProblem({ name: 'mexican-hat', count: 30, noise: 0.1, seed: 1 });
  const baseline = start(SINE, train, 30, 1e-8);
  const forward = createMlpForward(SINE, backend, train.inputs);
  const predicted = new Float64Array(30);
  let last = { trainRmse: Number.POSITIVE_INFINITY, passes: 0 };
  let rejected = 0;
  while (!baseline.isDone()) {
    const progress = baseline.step();
    forward(baseline.parameters(), predicted);
    const squares = predicted.reduce((sum, value, i) => sum + (value - train.targets.data[i]) ** 2, 0);
    expect(progress.trainRmse).toBeCloseTo(Math.sqrt(squares / 30), 12);
    expect(progress.trainRmse).toBeLessThanOrEqual(last.trainRmse);
    expect(progress.passes - last.passes).toBeGreaterThanOrEqual(4);
    rejected += progress.passes - last.passes - 4;
    last = progress;
  }
  expect(rejected).toBeGreaterThan(0);
});

test('that it ends early, and says so, once nothing lowers the error', () => {
  const data = { inputs: matrixFromRows([[0], [1], [2]]), targets: matrixFromRows([[1], [3], [5]]) };
  const baseline = start({ ...SINE, layers: [1, 1] }, data, 1000);
  let steps = 0;
  for (; !baseline.isDone(); steps++) baseline.step();
  expect(steps).toBeLessThan(100);
  expect([...baseline.parameters()]).toEqual([2, 1].map((value) => expect.closeTo(value, 10)));
  expect(() => baseline.step()).toThrow(expect.objectContaining({ code: 'BASELINE_DONE' }));
});

test('that the same seed gives the same bits and the data are left as they were', () => {
  const { train } = generateProblem({ name: 'sinc', count: 20, seed: 1 });
  const before = [[...train.inputs.data], [...train.targets.data]];
  const run = (): number[] => {
    const baseline = start(SINE, train, 10);
    while (!baseline.isDone()) baseline.step();
    return [...baseline.parameters()];
  };
  expect(run()).toEqual(run());
  expect([[...train.inputs.data], [...train.targets.data]]).toEqual(before);
});
