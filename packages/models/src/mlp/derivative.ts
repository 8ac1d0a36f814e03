/**
 * Derivatives of the activations, written in terms of the activation's own value a = f(z), so that z need not be kept:
 * tanh 1 - a^2; sigmoid a (1 - a); softplus 1 - exp(-a); exponential a; relu 1 where a > 0 (0 at the kink); identity 1.
 */
import type { Activation } from '@enkit/numerics';

/** delta <- delta * f'(z), elementwise, given a = f(z) in `outputs`. */
export function scaleByDerivative(delta: Float64Array, outputs: Float64Array, activation: Activation): void {
  switch (activation) {
    case 'tanh':
      for (let i = 0; i < delta.length; i++) delta[i] *= 1 - outputs[i] * outputs[i];
      return;
    case 'sigmoid':
      for (let i = 0; i < delta.length; i++) delta[i] *= outputs[i] * (1 - outputs[i]);
      return;
    case 'softplus':
      for (let i = 0; i < delta.length; i++) delta[i] *= -Math.expm1(-outputs[i]);
      return;
    case 'exponential':
      for (let i = 0; i < delta.length; i++) delta[i] *= outputs[i];
      return;
    case 'relu':
      for (let i = 0; i < delta.length; i++) if (!(outputs[i] > 0)) delta[i] = 0;
      return;
    case 'identity':
  }
}
