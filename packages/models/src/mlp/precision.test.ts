import {
  type Activation,
  ACTIVATIONS,
  createBackend,
  createMatrix,
  type Matrix,
  PRECISIONS,
  randomStream,
} from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { createMlpForward } from './forward.ts';
import { parameterCount } from './layout.ts';
import type { MlpSpecification } from './specification.ts';

const POINTS = 53;
const backend = createBackend('wasm');

function draw(rows: number, columns: number): Matrix {
  const stream = randomStream(3, 'precision', rows, columns);
  const values = Float64Array.from({ length: rows * columns }, () => stream.normal());
  return createMatrix(rows, columns, values);
}

const network = (activation: Activation, precision: MlpSpecification['precision']): MlpSpecification => ({
  type: 'mlp',
  layers: [3, 17, 9, 2],
  activation,
  outputActivation: 'identity',
  precision,
});
const INPUTS = draw(POINTS, 3);
const THETA = draw(1, parameterCount(network('tanh', 'double'))).data;
/** Exponentials of exponentials leave the numbers unless the weights are small. */
const SMALL = THETA.map((value) => 0.2 * value);

function predict(activation: Activation, precision: MlpSpecification['precision']): Float64Array {
  const predicted = new Float64Array(2 * POINTS);
  createMlpForward(
    network(activation, precision),
    backend,
    INPUTS,
  )(activation === 'exponential' ? SMALL : THETA, predicted);
  return predicted;
}

describe.each(ACTIVATIONS)('a network with %s', (activation) => {
  it('that is computed in single precision predicts what double precision does, to six digits', () => {
    const [double, single] = PRECISIONS.map((precision) => predict(activation, precision));
    const largest = Math.max(...double.map(Math.abs));
    expect(Math.max(...double.map((value, k) => Math.abs(value - single[k])))).toBeLessThan(2e-6 * largest);
    expect([...single]).toEqual([...Float32Array.from(single)]);
  });

  it('that names no precision is computed in double precision', () => {
    expect(predict(activation, undefined)).toEqual(predict(activation, 'double'));
  });
});

it('that networks of both precisions on one backend do not disturb each other', () => {
  const forwards = PRECISIONS.map((precision) => createMlpForward(network('tanh', precision), backend, INPUTS));
  const alone = PRECISIONS.map((precision) => predict('tanh', precision));
  for (let turn = 0; turn < 2; turn++) {
    forwards.forEach((forward, k) => {
      const predicted = new Float64Array(2 * POINTS);
      forward(THETA, predicted);
      expect(predicted).toEqual(alone[k]);
    });
  }
});

it('that an unknown precision is refused', () => {
  const wrong = { ...network('tanh', 'double'), precision: 'half' } as unknown as MlpSpecification;
  expect(() => createMlpForward(wrong, backend, INPUTS)).toThrow(
    expect.objectContaining({ code: 'MODEL_SPECIFICATION' }),
  );
});
