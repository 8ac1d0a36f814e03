/** The forward model g: parameters of one member -> predicted data at M points. 2 M Nm flops. */
import { type Arithmetic, type Backend, type Matrix, transpose } from '@enkit/numerics';
import { assertInputs, assertParameters, assertPredicted } from './shapes.ts';
import { createNetwork, loadInputs } from './network.ts';
import { parameterCount } from './layout.ts';
import type { MlpSpecification } from './specification.ts';

/**
 * Predicted data of one member. Returns them too as they came, nOut x M, in memory that the next call may overwrite and that
 * the backend reaches without a copy where it can.
 * @param parameters Nm
 * @param into M * nOut, point-major: output k of point i at i * nOut + k
 */
export type MlpForward = (parameters: Float64Array | Float32Array, into: Float64Array) => Matrix;

/**
 * Prepares the evaluation on `inputs` (M x nIn), which are copied. The result depends on the parameters only, whatever
 * was evaluated before or by other networks on the same backend. Throws MODEL_SPECIFICATION or MODEL_SHAPE.
 */
export function createMlpForward(specification: MlpSpecification, backend: Backend, inputs: Matrix): MlpForward {
  assertInputs(specification, inputs);
  return specification.precision === 'single'
    ? createForwardIn(specification, backend.single, inputs)
    : createForwardIn(specification, backend, inputs);
}

function createForwardIn<Data extends Float64Array | Float32Array>(
  specification: MlpSpecification,
  arithmetic: Arithmetic<Data>,
  inputs: Matrix,
): MlpForward {
  const network = createNetwork<Data, Arithmetic<Data>>(specification, arithmetic, inputs.rows);
  const features = transpose(inputs).data;
  const { rows, columns, data } = network.activations[network.activations.length - 1];
  const parameters = parameterCount(specification);
  return (theta, into) => {
    assertParameters(theta, parameters);
    assertPredicted(into, data.length);
    const sameInputs = loadInputs(network, features);
    const outputs = { rows, columns, data: network.evaluate(theta, sameInputs) };
    writePointMajor(outputs, into);
    return outputs;
  };
}

/** Copies outputs (nOut x M) to point-major order (M x nOut). */
export function writePointMajor(outputs: Matrix, into: Float64Array): void {
  const { rows, columns, data } = outputs;
  if (rows === 1) {
    into.set(data);
    return;
  }
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i < columns; i++) into[i * rows + k] = data[k * columns + i];
  }
}
