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
import { createMlpJacobian } from './jacobian.ts';
import { parameterCount } from './layout.ts';
import { type MlpSpecification, outputCount } from './specification.ts';
import { tameParameters } from '../testing/tameParameters.ts';

const BACKENDS = [createMlMatrixBackend(), createWasmBackend()];

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

function evaluateJacobian(
  backend: Backend,
  specification: MlpSpecification,
  inputs: Matrix,
  theta: Float64Array,
): { jacobian: Matrix; predicted: Float64Array } {
  const count = inputs.rows * outputCount(specification);
  const [jacobian, predicted] = [createMatrix(count, theta.length), new Float64Array(count)];
  createMlpJacobian(specification, backend, inputs)(theta, jacobian, predicted);
  return { jacobian, predicted };
}

describe.each(BACKENDS)('on $name', (backend) => {
  for (const activation of ACTIVATIONS) {
    test(`that every row is the central difference of one predicted value, with ${activation} units`, () => {
      for (const layers of [
        [2, 1],
        [3, 4, 2],
        [2, 3, 3, 1],
        [1, 3, 2, 3, 3],
      ]) {
        for (const outputActivation of ACTIVATIONS) {
          const specification = mlp(layers, activation, outputActivation);
          const inputs = randomMatrix(5, layers[0], 21);
          const theta = tameParameters(specification, randomMatrix(1, parameterCount(specification), 22).data);
          const { jacobian, predicted } = evaluateJacobian(backend, specification, inputs, theta);
          const forward = createMlpForward(specification, backend, inputs);
          const [centre, above, below] = [0, 1, 2].map(() => new Float64Array(predicted.length));
          forward(theta, centre);
          expect([...predicted]).toEqual([...centre]);
          for (let j = 0; j < theta.length; j++) {
            forward(
              theta.map((value, k) => (k === j ? value + 1e-5 : value)),
              above,
            );
            forward(
              theta.map((value, k) => (k === j ? value - 1e-5 : value)),
              below,
            );
            for (let row = 0; row < predicted.length; row++) {
              const difference = (above[row] - below[row]) / 2e-5;
              const error = Math.abs(jacobian.data[row * theta.length + j] - difference);
              expect(error, `${layers.join('-')} ${outputActivation} ${row} ${j}`).toBeLessThan(
                1e-8 * (1 + 100 * Math.abs(difference)),
              );
            }
          }
        }
      }
    });
  }

  test('that the gradient of the loss is 2 / Nd J^T (g - y)', () => {
    const specification = mlp([2, 5, 4, 3], 'tanh', 'sigmoid');
    const [inputs, targets] = [randomMatrix(8, 2, 1), randomMatrix(8, 3, 2)];
    const theta = randomMatrix(1, parameterCount(specification), 3).data;
    const { jacobian, predicted } = evaluateJacobian(backend, specification, inputs, theta);
    const gradient = new Float64Array(theta.length);
    createMlpGradient(specification, backend, { inputs, targets })(theta, gradient);
    gradient.forEach((value, j) => {
      const product = predicted.reduce(
        (sum, g, row) => sum + jacobian.data[row * theta.length + j] * (g - targets.data[row]),
        0,
      );
      expect((2 * product) / predicted.length).toBeCloseTo(value, 13);
    });
  });

  test('that a Jacobian of another shape is refused', () => {
    const jacobianAt = createMlpJacobian(mlp([2, 1], 'tanh', 'identity'), backend, createMatrix(4, 2));
    expect(() => jacobianAt(new Float64Array(3), createMatrix(3, 4), new Float64Array(4))).toThrow(
      expect.objectContaining({ code: 'MODEL_SHAPE', message: expect.stringContaining('4 x 3') }),
    );
  });
});
