/** The forward pass on the kernels in single precision, layer by layer as `createMlpForward` does in double. */
import { type MlpSpecification, type ParameterBlock, parameterLayout } from '@enkit/models';
import { type Activation, type Backend, type Matrix, type SingleMatrix } from '@enkit/numerics';

type SingleForward = (parameters: Float32Array, into: Float32Array) => void;

interface Layer {
  readonly weights: ParameterBlock;
  readonly bias: ParameterBlock;
  readonly activation: Activation;
}

function layersOf(specification: MlpSpecification): Layer[] {
  const blocks = parameterLayout(specification);
  return specification.layers.slice(1).map((_, k, all) => ({
    weights: blocks[2 * k],
    bias: blocks[2 * k + 1],
    activation: k === all.length - 1 ? specification.outputActivation : specification.activation,
  }));
}

/** @param inputs points x nIn; predictions are point-major */
export function createSingleForward(specification: MlpSpecification, backend: Backend, inputs: Matrix): SingleForward {
  const { single } = backend;
  const points = inputs.rows;
  const values = specification.layers.map((units, k) => single.workspace(`bench.layer${k}`, units, points));
  for (let i = 0; i < points; i++)
    for (let k = 0; k < inputs.columns; k++) values[0].data[k * points + i] = inputs.data[i * inputs.columns + k];
  const layers = layersOf(specification);
  return (parameters, into) => {
    layers.forEach(({ weights, bias, activation }, k) => {
      const matrix = { rows: weights.fanOut, columns: weights.fanIn, data: partOf(parameters, weights) };
      single.dense(matrix, partOf(parameters, bias), values[k], activation, values[k + 1]);
    });
    writePointMajor(values[values.length - 1], into);
  };
}

const partOf = (parameters: Float32Array, { offset, length }: ParameterBlock): Float32Array =>
  parameters.subarray(offset, offset + length);

function writePointMajor({ rows, columns, data }: SingleMatrix, into: Float32Array): void {
  for (let k = 0; k < rows; k++) for (let i = 0; i < columns; i++) into[i * rows + k] = data[k * columns + i];
}
