/** Checks of shapes at the border of the network; inside, shapes are known to fit. */
import type { Matrix } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { assertMlpSpecification, inputCount, type MlpSpecification, outputCount } from './specification.ts';

function shapeError(subject: string, expected: string, got: string): ModelError {
  return new ModelError('MODEL_SHAPE', {
    subject,
    expected,
    got,
    suggestion: 'check the layers of the mlp against the data',
  });
}

/** Throws MODEL_SPECIFICATION for a network that cannot be built, MODEL_SHAPE unless `inputs` is M x nIn with M >= 1. */
export function assertInputs(specification: MlpSpecification, inputs: Matrix): void {
  assertMlpSpecification(specification);
  if (inputs.rows >= 1 && inputs.columns === inputCount(specification)) return;
  const expected = `at least 1 point with ${inputCount(specification)} inputs`;
  throw shapeError('inputs of the mlp', expected, `${inputs.rows} x ${inputs.columns}`);
}

/** Throws MODEL_SHAPE unless `targets` is M x nOut. */
export function assertTargets(specification: MlpSpecification, targets: Matrix, points: number): void {
  if (targets.rows === points && targets.columns === outputCount(specification)) return;
  const expected = `${points} x ${outputCount(specification)}`;
  throw shapeError('targets of the mlp', expected, `${targets.rows} x ${targets.columns}`);
}

/** Throws MODEL_SHAPE unless the vector has Nm values. */
export function assertParameters(parameters: ArrayLike<number>, count: number): void {
  if (parameters.length !== count) throw shapeError('parameters of the mlp', `${count} values`, `${parameters.length}`);
}

/** Throws MODEL_SHAPE unless the vector has Nd = M * nOut values. */
export function assertPredicted(predicted: Float64Array, count: number): void {
  if (predicted.length !== count) throw shapeError('predicted data', `${count} values`, `${predicted.length}`);
}

/** Throws MODEL_SHAPE unless there are as many indices as the batch has points. */
export function assertBatch(indices: Uint32Array, batch: number): void {
  if (indices.length !== batch) throw shapeError('indices of the batch', `${batch} points`, `${indices.length}`);
}
