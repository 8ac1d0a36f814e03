/** The network of a work, and its drawn inputs and members: the same numbers for every contender. */
import { type MlpSpecification, parameterCount } from '@enkit/models';
import { createMatrix, createSharedMatrix, type Matrix } from '@enkit/numerics';
import { drawn, drawUniform } from './draws.ts';
import type { NetworkSizes } from './work.ts';

const PARAMETERS_SEED = 1;
const INPUTS_SEED = 2;
const INPUT_SCALE = 6;

export interface DrawnNetwork {
  readonly specification: MlpSpecification;
  /** Points x nIn. */
  readonly inputs: Matrix;
  /** Members x Nm, on shared memory. */
  readonly parameters: Matrix;
}

export function drawNetwork({ layers, activation, members, points, weightScale }: NetworkSizes): DrawnNetwork {
  const specification: MlpSpecification = { type: 'mlp', layers, activation, outputActivation: 'identity' };
  const parameters = createSharedMatrix(members, parameterCount(specification));
  drawUniform(PARAMETERS_SEED, weightScale, parameters.data);
  const inputs = createMatrix(points, layers[0], drawn(INPUTS_SEED, INPUT_SCALE, points * layers[0]));
  return { specification, inputs, parameters };
}
