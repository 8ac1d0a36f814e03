import type { MlpSpecification } from '../mlp/specification.ts';

/** The parameters, made small where an exponential may be taken of an exponential. */
export function tameParameters(
  { activation, outputActivation }: MlpSpecification,
  parameters: Float64Array,
): Float64Array {
  const small = [activation, outputActivation].includes('exponential');
  return small ? parameters.map((value) => 0.3 * value) : parameters;
}
