/**
 * The loss, mean squared error over points and outputs, and its exact gradient:
 *
 *   L = 1/(M nOut) sum (A_L - T)^2,   delta_L = 2/(M nOut) (A_L - T) * f'_L
 */
import { type Backend, type Matrix, transpose } from '@enkit/numerics';
import { type BackPropagation, createBackPropagation, propagateDeltas, sumGradient } from './backPropagation.ts';
import { scaleByDerivative } from './derivative.ts';
import { parameterCount } from './layout.ts';
import { loadInputs, overwriteInputs } from './network.ts';
import { assertBatch, assertInputs, assertParameters, assertTargets } from './shapes.ts';
import type { MlpSpecification } from './specification.ts';

/** Inputs (M x nIn) and targets (M x nOut) in the model's own units. */
export interface TrainingPoints {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

/** Writes the gradient (Nm) at `parameters` (Nm) and returns the loss. 3 passes. */
export type MlpGradient = (parameters: Float64Array, gradient: Float64Array) => number;

/** The same over the points at `indices`, of which there are as many as the batch was created for. */
export type MlpBatchGradient = (parameters: Float64Array, indices: Uint32Array, gradient: Float64Array) => number;

/** The gradient over all points, which are copied. Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createMlpGradient(
  specification: MlpSpecification,
  backend: Backend,
  data: TrainingPoints,
): MlpGradient {
  assertInputs(specification, data.inputs);
  assertTargets(specification, data.targets, data.inputs.rows);
  const back = createBackPropagation(specification, backend, data.inputs.rows);
  const inputs = transpose(data.inputs).data;
  const targets = transpose(data.targets).data;
  const count = parameterCount(specification);
  return (parameters, gradient) => {
    assertParameters(parameters, count);
    loadInputs(back.network, inputs);
    return evaluateGradient(back, parameters, targets, gradient);
  };
}

/** The gradient over batches of `batch` of the points, which are copied. Throws as `createMlpGradient`. */
export function createMlpBatchGradient(
  specification: MlpSpecification,
  backend: Backend,
  data: TrainingPoints,
  batch: number,
): MlpBatchGradient {
  assertInputs(specification, data.inputs);
  assertTargets(specification, data.targets, data.inputs.rows);
  const back = createBackPropagation(specification, backend, batch);
  const inputs = transpose(data.inputs);
  const targets = transpose(data.targets);
  const batchTargets = new Float64Array(targets.rows * batch);
  const count = parameterCount(specification);
  return (parameters, indices, gradient) => {
    assertParameters(parameters, count);
    assertBatch(indices, batch);
    gatherColumns(inputs, indices, overwriteInputs(back.network));
    gatherColumns(targets, indices, batchTargets);
    return evaluateGradient(back, parameters, batchTargets, gradient);
  };
}

function gatherColumns({ rows, columns, data }: Matrix, indices: Uint32Array, into: Float64Array): void {
  let position = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < indices.length; i++) into[position++] = data[row * columns + indices[i]];
  }
}

function evaluateGradient(
  back: BackPropagation,
  parameters: Float64Array,
  targets: Float64Array,
  gradient: Float64Array,
): number {
  back.network.evaluate(parameters);
  const loss = startDelta(back, targets);
  propagateDeltas(back);
  sumGradient(back);
  gradient.set(back.gradient.data);
  return loss;
}

/** Sets the output layer's delta and returns the loss. */
function startDelta({ network, deltas }: BackPropagation, targets: Float64Array): number {
  const last = network.layers.length - 1;
  const [delta, outputs] = [deltas[last].data, network.activations[last + 1].data];
  const factor = 2 / targets.length;
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    const error = outputs[i] - targets[i];
    sum += error * error;
    delta[i] = factor * error;
  }
  scaleByDerivative(delta, outputs, network.layers[last].activation);
  return sum / targets.length;
}
