/**
 * Where each weight lies in a member's parameter vector theta (length Nm).
 *
 * Layer by layer: the weights W (fanOut x fanIn, row-major), then the bias (fanOut). Checkpoints rely on this order.
 */
import { assertMlpSpecification, type MlpSpecification } from './specification.ts';

export interface ParameterBlock {
  /** 'layer1.weights', 'layer1.bias', 'layer2.weights', ... */
  readonly name: string;
  readonly kind: 'weights' | 'bias';
  readonly fanIn: number;
  readonly fanOut: number;
  /** First index in the parameter vector. */
  readonly offset: number;
  readonly length: number;
}

export type ScaleScheme = 'glorot' | 'he' | 'lecun' | 'unit';
export const SCALE_SCHEMES: readonly ScaleScheme[] = ['glorot', 'he', 'lecun', 'unit'];

/** The blocks of the parameter vector, in order and without gaps. Throws MODEL_SPECIFICATION. */
export function parameterLayout(specification: MlpSpecification): readonly ParameterBlock[] {
  assertMlpSpecification(specification);
  const blocks: ParameterBlock[] = [];
  let offset = 0;
  for (let layer = 1; layer < specification.layers.length; layer++) {
    const [fanIn, fanOut] = [specification.layers[layer - 1], specification.layers[layer]];
    const weights = fanIn * fanOut;
    blocks.push({ name: `layer${layer}.weights`, kind: 'weights', fanIn, fanOut, offset, length: weights });
    blocks.push({ name: `layer${layer}.bias`, kind: 'bias', fanIn, fanOut, offset: offset + weights, length: fanOut });
    offset += weights + fanOut;
  }
  return blocks;
}

/** Length of the parameter vector, Nm. */
export function parameterCount(specification: MlpSpecification): number {
  return parameterLayout(specification).reduce((count, block) => count + block.length, 0);
}

/**
 * The initial standard deviation of every parameter (length Nm), the same for a layer's weights and biases.
 * glorot: sqrt(2 / (fanIn + fanOut)) (Glorot & Bengio 2010, eq. 12); he: sqrt(2 / fanIn) (He et al. 2015, eq. 10);
 * lecun: sqrt(1 / fanIn) (LeCun et al. 1998, eq. 16); unit: 1.
 */
export function parameterScale(specification: MlpSpecification, scheme: ScaleScheme): Float64Array {
  const scale = new Float64Array(parameterCount(specification));
  for (const block of parameterLayout(specification)) {
    scale.fill(blockScale(block, scheme), block.offset, block.offset + block.length);
  }
  return scale;
}

function blockScale({ fanIn, fanOut }: ParameterBlock, scheme: ScaleScheme): number {
  switch (scheme) {
    case 'glorot':
      return Math.sqrt(2 / (fanIn + fanOut));
    case 'he':
      return Math.sqrt(2 / fanIn);
    case 'lecun':
      return Math.sqrt(1 / fanIn);
    case 'unit':
      return 1;
  }
}
