import {
  type Activation,
  ACTIVATIONS,
  type Backend,
  createMatrix,
  createMlMatrixBackend,
  createWasmBackend,
  type Matrix,
  randomStream,
} from '@enkit/numerics';
import { describe, expect, test } from 'vitest';
import { createMlpForward } from './forward.ts';
import { createMlpBatchGradient, createMlpGradient, type TrainingPoints } from './gradient.ts';
import { parameterCount } from './layout.ts';
import type { MlpSpecification } from './specification.ts';
import { tameParameters } from '../testing/tameParameters.ts';

const BACKENDS = [createMlMatrixBackend(), createWasmBackend()];
const DEPTHS = [
  [2, 1],
  [3, 4, 2],
  [2, 3, 3, 1],
  [1, 3, 2, 3, 2],
];

function mlp(layers: readonly number[], activation: Activation, outputActivation: Activation): MlpSpecification {
  return { type: 'mlp', layers, activation, outputActivation };
}

function randomMatrix(rows: number, columns: number, seed: number): Matrix {
  const stream = randomStream(seed, 'test');
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

function randomProblem(layers: readonly number[], points: number, seed: number): TrainingPoints {
  const outputs = layers[layers.length - 1];
  return { inputs: randomMatrix(points, layers[0], seed), targets: randomMatrix(points, outputs, seed + 1) };
}

function lossOf(
  backend: Backend,
  specification: MlpSpecification,
  { inputs, targets }: TrainingPoints,
): (theta: Float64Array) => number {
  const predicted = new Float64Array(targets.data.length);
  const forward = createMlpForward(specification, backend, inputs);
  return (theta) => {
    forward(theta, predicted);
    return predicted.reduce((sum, value, i) => sum + (value - targets.data[i]) ** 2, 0) / predicted.length;
  };
}

function centralDifferences(loss: (theta: Float64Array) => number, theta: Float64Array): Float64Array {
  const h = 1e-5;
  return theta.map((_, j) => {
    const shifted = (by: number): Float64Array => theta.map((value, k) => (k === j ? value + by : value));
    return (loss(shifted(h)) - loss(shifted(-h))) / (2 * h);
  });
}

describe.each(BACKENDS)('on $name', (backend) => {
  for (const activation of ACTIVATIONS) {
    test(`that the gradient is that of central differences at every depth, with ${activation} units`, () => {
      for (const layers of DEPTHS) {
        for (const outputActivation of ACTIVATIONS) {
          const specification = mlp(layers, activation, outputActivation);
          const data = randomProblem(layers, 6, 11);
          const theta = tameParameters(specification, randomMatrix(1, parameterCount(specification), 13).data);
          const gradient = new Float64Array(theta.length);
          const loss = createMlpGradient(specification, backend, data)(theta, gradient);
          const lossAt = lossOf(backend, specification, data);
          expect(loss).toBeCloseTo(lossAt(theta), 12);
          centralDifferences(lossAt, theta).forEach((value, j) => {
            expect(Math.abs(gradient[j] - value), `${layers.join('-')} ${outputActivation} ${j}`).toBeLessThan(
              1e-8 * (1 + 100 * Math.abs(value)),
            );
          });
        }
      }
    });
  }

  test('that the gradient over all points is the mean of the gradients over equal batches', () => {
    const specification = mlp([2, 4, 1], 'tanh', 'identity');
    const data = randomProblem([2, 4, 1], 12, 1);
    const theta = randomMatrix(1, parameterCount(specification), 3).data;
    const [whole, part, sum] = [1, 2, 3].map(() => new Float64Array(theta.length));
    const loss = createMlpGradient(specification, backend, data)(theta, whole);
    const batchGradient = createMlpBatchGradient(specification, backend, data, 4);
    let batchLoss = 0;
    for (const indices of [
      [3, 0, 7, 11],
      [1, 2, 4, 5],
      [10, 9, 8, 6],
    ]) {
      batchLoss += batchGradient(theta, Uint32Array.from(indices), part) / 3;
      part.forEach((value, j) => (sum[j] += value / 3));
    }
    expect(batchLoss).toBeCloseTo(loss, 13);
    whole.forEach((value, j) => expect(sum[j]).toBeCloseTo(value, 13));
  });

  test('that gradients of one shape, alive at once, do not disturb each other', () => {
    const specification = mlp([2, 4, 1], 'tanh', 'identity');
    const theta = randomMatrix(1, parameterCount(specification), 3).data;
    const problems = [20, 30].map((seed) => randomProblem([2, 4, 1], 5, seed));
    const results = [0, 1].map(() => new Float64Array(theta.length));
    const alone = problems.map((data, k) => createMlpGradient(specification, backend, data)(theta, results[k]));
    const gradients = problems.map((data) => createMlpGradient(specification, backend, data));
    const batch = createMlpBatchGradient(specification, backend, problems[1], 5);
    const again = new Float64Array(theta.length);
    for (const k of [0, 1, 1, 0, 0]) {
      expect(gradients[k](theta, again)).toBe(alone[k]);
      expect([...again]).toEqual([...results[k]]);
      batch(theta, Uint32Array.of(0, 0, 1, 2, 3), again);
    }
  });

  test('that targets and parameters of another shape are refused and the data are left as they were', () => {
    const specification = mlp([2, 1], 'tanh', 'identity');
    const data = randomProblem([2, 1], 5, 1);
    const before = [[...data.inputs.data], [...data.targets.data]];
    const refusal = expect.objectContaining({ code: 'MODEL_SHAPE' });
    expect(() => createMlpGradient(specification, backend, { ...data, targets: createMatrix(5, 2) })).toThrow(refusal);
    expect(() => createMlpGradient(specification, backend, { ...data, targets: createMatrix(4, 1) })).toThrow(refusal);
    expect(() => createMlpGradient(specification, backend, data)(new Float64Array(4), new Float64Array(4))).toThrow(
      refusal,
    );
    createMlpGradient(specification, backend, data)(new Float64Array(3), new Float64Array(3));
    const batchGradient = createMlpBatchGradient(specification, backend, data, 2);
    expect(() => batchGradient(new Float64Array(3), Uint32Array.of(1), new Float64Array(3))).toThrow(refusal);
    expect([[...data.inputs.data], [...data.targets.data]]).toEqual(before);
  });
});
