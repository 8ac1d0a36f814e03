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
import { createMlpGradient } from './gradient.ts';
import { parameterCount } from './layout.ts';
import type { MlpSpecification } from './specification.ts';
import { tameParameters } from '../testing/tameParameters.ts';

const BACKENDS = [createMlMatrixBackend(), createWasmBackend()];

function mlp(
  layers: readonly number[],
  activation: Activation = 'tanh',
  outputActivation: Activation = 'identity',
): MlpSpecification {
  return { type: 'mlp', layers, activation, outputActivation };
}

function randomVector(length: number, seed: number): Float64Array {
  const stream = randomStream(seed, 'test');
  return Float64Array.from({ length }, () => stream.normal());
}

const randomMatrix = (rows: number, columns: number, seed: number): Matrix =>
  createMatrix(rows, columns, randomVector(rows * columns, seed));

const ACTIVATE: Readonly<Record<Activation, (z: number) => number>> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  softplus: (z) => Math.log(1 + Math.exp(z)),
  exponential: Math.exp,
  identity: (z) => z,
};

/** The textbook: one point, one unit at a time, parameters read from front to back. */
function naiveForward(
  { layers, activation, outputActivation }: MlpSpecification,
  theta: Float64Array,
  point: number[],
): number[] {
  let [values, offset] = [point, 0];
  for (let layer = 1; layer < layers.length; layer++) {
    const biases = offset + layers[layer] * layers[layer - 1];
    const f = ACTIVATE[layer === layers.length - 1 ? outputActivation : activation];
    values = Array.from({ length: layers[layer] }, (_, unit) => {
      const z = values.reduce((sum, x, k) => sum + theta[offset + unit * values.length + k] * x, theta[biases + unit]);
      return f(z);
    });
    offset = biases + layers[layer];
  }
  return values;
}

function predict(backend: Backend, specification: MlpSpecification, inputs: Matrix, theta: Float64Array): Float64Array {
  const into = new Float64Array(inputs.rows * specification.layers[specification.layers.length - 1]);
  createMlpForward(specification, backend, inputs)(theta, into);
  return into;
}

describe.each(BACKENDS)('on $name', (backend) => {
  test('that the prediction is that of the textbook network for every activation, point-major', () => {
    for (const activation of ACTIVATIONS) {
      for (const outputActivation of ACTIVATIONS) {
        const specification = mlp([3, 4, 5, 2], activation, outputActivation);
        const [inputs, theta] = [
          randomMatrix(7, 3, 1),
          tameParameters(specification, randomVector(parameterCount(specification), 2)),
        ];
        const predicted = predict(backend, specification, inputs, theta);
        for (let i = 0; i < 7; i++) {
          const expected = naiveForward(specification, theta, [...inputs.data.subarray(3 * i, 3 * i + 3)]);
          expected.forEach((value, k) => expect(predicted[2 * i + k]).toBeCloseTo(value, 12));
        }
      }
    }
  });

  test('that a network without hidden layers is W x + b', () => {
    const inputs = createMatrix(2, 2, Float64Array.of(1, 2, 3, 4));
    expect([...predict(backend, mlp([2, 1]), inputs, Float64Array.of(10, 100, 1000))]).toEqual([1210, 1430]);
  });

  test('that flipping the sign of all weights of one tanh unit leaves the output unchanged', () => {
    const specification = mlp([1, 3, 1]);
    const theta = randomVector(10, 3);
    const flipped = theta.map((value, i) => ([1, 4, 7].includes(i) ? -value : value));
    const inputs = randomMatrix(20, 1, 4);
    const [before, after] = [
      predict(backend, specification, inputs, theta),
      predict(backend, specification, inputs, flipped),
    ];
    before.forEach((value, i) => expect(after[i]).toBeCloseTo(value, 14));
  });

  test('that networks of one shape, alive at once, give the same bits in any order, even after a member of NaN', () => {
    const specification = mlp([2, 6, 6, 1]);
    const count = parameterCount(specification);
    const members = [1, 2, 3].map((seed) => randomVector(count, seed));
    const pointSets = [4, 5].map((seed) => randomMatrix(9, 2, seed));
    const alone = pointSets.map((inputs) => members.map((theta) => predict(backend, specification, inputs, theta)));
    const forwards = pointSets.map((inputs) => createMlpForward(specification, backend, inputs));
    const gradient = createMlpGradient(specification, backend, {
      inputs: randomMatrix(9, 2, 6),
      targets: randomMatrix(9, 1, 7),
    });
    const into = new Float64Array(9);
    for (const [set, member] of [
      [0, 0],
      [1, 2],
      [0, 2],
      [1, 1],
      [0, 1],
      [1, 0],
    ]) {
      forwards[1 - set](new Float64Array(count).fill(Number.NaN), into);
      gradient(members[member], new Float64Array(count));
      forwards[set](members[member], into);
      expect([...into]).toEqual([...alone[set][member]]);
    }
  });

  test('that neither parameters nor inputs are changed, and that later changes of the inputs do not matter', () => {
    const specification = mlp([2, 3, 1]);
    const [inputs, theta] = [randomMatrix(5, 2, 1), randomVector(parameterCount(specification), 2)];
    const [inputsBefore, thetaBefore] = [[...inputs.data], [...theta]];
    const forward = createMlpForward(specification, backend, inputs);
    const [first, second] = [new Float64Array(5), new Float64Array(5)];
    forward(theta, first);
    expect([[...inputs.data], [...theta]]).toEqual([inputsBefore, thetaBefore]);
    inputs.data.fill(0);
    forward(theta, second);
    expect([...second]).toEqual([...first]);
  });

  test('that inputs, parameters or predicted data of another shape are refused', () => {
    const refusal = expect.objectContaining({ code: 'MODEL_SHAPE' });
    expect(() => createMlpForward(mlp([2, 1]), backend, createMatrix(4, 3))).toThrow(refusal);
    expect(() => createMlpForward(mlp([2, 1]), backend, createMatrix(0, 2))).toThrow(refusal);
    const forward = createMlpForward(mlp([2, 1]), backend, createMatrix(4, 2));
    expect(() => forward(new Float64Array(4), new Float64Array(4))).toThrow(refusal);
    expect(() => forward(new Float64Array(3), new Float64Array(5))).toThrow(refusal);
  });
});
