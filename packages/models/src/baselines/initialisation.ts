/** Where every baseline starts: N(0, 2 / (fanIn + fanOut)) for weights and biases (Glorot & Bengio 2010), one draw a seed. */
import { randomStream } from '@enkit/numerics';
import { parameterScale } from '../mlp/layout.ts';
import type { MlpSpecification } from '../mlp/specification.ts';

/** The initial parameters of `seed`, Nm. */
export function initialParameters(specification: MlpSpecification, seed: number): Float64Array {
  const stream = randomStream(seed, 'baseline.init');
  return parameterScale(specification, 'glorot').map((standardDeviation) => standardDeviation * stream.normal());
}
