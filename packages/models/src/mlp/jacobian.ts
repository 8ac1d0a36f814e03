/**
 * The exact Jacobian J (Nd x Nm) of the predicted data: row i * nOut + k is the derivative of output k of point i.
 *
 * One backward sweep per output k, started from delta_L = e_k f'_L, serves all points at once; the row of a point is
 * then the outer product of its deltas and activations. Cost: (1 + 2 nOut) passes and the Nd Nm values written.
 */
import { type Backend, type Matrix, transpose } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { type BackPropagation, createBackPropagation, propagateDeltas } from './backPropagation.ts';
import { scaleByDerivative } from './derivative.ts';
import { writePointMajor } from './forward.ts';
import { parameterCount } from './layout.ts';
import { loadInputs } from './network.ts';
import { assertInputs, assertParameters, assertPredicted } from './shapes.ts';
import { type MlpSpecification, outputCount } from './specification.ts';

/** Writes J (Nd x Nm) and the predicted data (Nd, point-major) at `parameters` (Nm). */
export type MlpJacobian = (parameters: Float64Array, jacobian: Matrix, predicted: Float64Array) => void;

/** Prepares the Jacobian at `inputs` (M x nIn), which are copied. Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createMlpJacobian(specification: MlpSpecification, backend: Backend, inputs: Matrix): MlpJacobian {
  assertInputs(specification, inputs);
  const back = createBackPropagation(specification, backend, inputs.rows);
  const features = transpose(inputs).data;
  const count = parameterCount(specification);
  const outputs = outputCount(specification);
  return (parameters, jacobian, predicted) => {
    assertParameters(parameters, count);
    assertPredicted(predicted, inputs.rows * outputs);
    assertJacobian(jacobian, inputs.rows * outputs, count);
    loadInputs(back.network, features);
    back.network.evaluate(parameters);
    writePointMajor(back.network.activations[back.network.layers.length], predicted);
    for (let output = 0; output < outputs; output++) {
      startDelta(back, output);
      propagateDeltas(back);
      writeRows(back, output, jacobian);
    }
  };
}

function assertJacobian(jacobian: Matrix, rows: number, columns: number): void {
  if (jacobian.rows === rows && jacobian.columns === columns) return;
  throw new ModelError('MODEL_SHAPE', {
    subject: 'Jacobian',
    expected: `${rows} x ${columns}`,
    got: `${jacobian.rows} x ${jacobian.columns}`,
    suggestion: 'create it with Nd = points x outputs rows and one column a parameter',
  });
}

function startDelta({ network, deltas }: BackPropagation, output: number): void {
  const last = network.layers.length - 1;
  const delta = deltas[last].data.fill(0);
  delta.fill(1, output * network.points, (output + 1) * network.points);
  scaleByDerivative(delta, network.activations[last + 1].data, network.layers[last].activation);
}

/** The rows of one output for all points, layer by layer. */
function writeRows({ network, deltas }: BackPropagation, output: number, jacobian: Matrix): void {
  const outputs = deltas[deltas.length - 1].rows;
  let offset = 0;
  for (let layer = 0; layer < deltas.length; layer++) {
    const [delta, activation] = [transpose(deltas[layer]), transpose(network.activations[layer])];
    for (let i = 0; i < network.points; i++) {
      writeOuterProduct(delta, activation, i, jacobian.data, (i * outputs + output) * jacobian.columns + offset);
    }
    offset += delta.columns * activation.columns + delta.columns;
  }
}

/** One point's derivatives by a layer's weights and bias, in the order of the parameter layout. */
function writeOuterProduct(delta: Matrix, activation: Matrix, point: number, into: Float64Array, start: number): void {
  const [fanOut, fanIn] = [delta.columns, activation.columns];
  let position = start;
  for (let a = 0; a < fanOut; a++) {
    const factor = delta.data[point * fanOut + a];
    for (let b = point * fanIn; b < (point + 1) * fanIn; b++) into[position++] = factor * activation.data[b];
  }
  for (let a = point * fanOut; a < (point + 1) * fanOut; a++) into[position++] = delta.data[a];
}
