/** The multilayer perceptron as a plain value: what a checkpoint or a job carries instead of code. */
import { ACTIVATIONS, PRECISIONS, type Activation, type Precision } from '@enkit/numerics';
import { ModelError } from '../errors.ts';

export interface MlpSpecification {
  readonly type: 'mlp';
  /** Units of every layer, inputs and outputs included, such as [1, 20, 20, 1]; [2, 1] is a linear model. */
  readonly layers: readonly number[];
  /** Of the hidden layers. */
  readonly activation: Activation;
  readonly outputActivation: Activation;
  /** In which forward passes are computed; parameters and predicted data are doubles all the same. Default: double. */
  readonly precision?: Precision | undefined;
}

/** Throws MODEL_SPECIFICATION unless the network can be built. */
export function assertMlpSpecification(specification: MlpSpecification): void {
  const { layers, activation, outputActivation } = specification;
  if (layers.length < 2 || !layers.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new ModelError('MODEL_SPECIFICATION', {
      subject: 'layers of the mlp',
      expected: 'at least two positive integers, inputs first and outputs last',
      got: `[${layers.join(', ')}]`,
      suggestion: 'write for example [1, 20, 20, 1]',
    });
  }
  assertActivation('activation of the mlp', activation);
  assertActivation('outputActivation of the mlp', outputActivation);
  assertPrecision(specification.precision);
}

function assertPrecision(precision: Precision | undefined): void {
  if (precision === undefined || PRECISIONS.includes(precision)) return;
  throw new ModelError('MODEL_SPECIFICATION', {
    subject: 'precision of the mlp',
    expected: `one of ${PRECISIONS.join(', ')}`,
    got: precision,
    suggestion: 'choose one of them',
  });
}

function assertActivation(subject: string, activation: Activation): void {
  if (ACTIVATIONS.includes(activation)) return;
  throw new ModelError('MODEL_SPECIFICATION', {
    subject,
    expected: `one of ${ACTIVATIONS.join(', ')}`,
    got: activation,
    suggestion: 'choose one of them',
  });
}

/** Inputs of the network, nIn. */
export function inputCount(specification: MlpSpecification): number {
  return specification.layers[0];
}

/** Outputs of the network, nOut. */
export function outputCount(specification: MlpSpecification): number {
  return specification.layers[specification.layers.length - 1];
}

/** Activation of layer l (1 is the first after the inputs). */
export function layerActivation(specification: MlpSpecification, layer: number): Activation {
  return layer === specification.layers.length - 1 ? specification.outputActivation : specification.activation;
}
