/**
 * Back-propagation for a batch of M points (Rumelhart, Hinton & Williams 1986), features-major:
 *
 *   delta_{l-1} = (W_l^T delta_l) * f'_{l-1}      (n_{l-1} x M)
 *   dW_l = delta_l A_{l-1}^T (fanOut x fanIn),  db_l = delta_l 1 (fanOut)
 *
 * Cost: twice the forward evaluation, hence 3 passes for one gradient. All products run in the backend.
 */
import { type Backend, createMatrix, type Matrix, type MultiplyOptions } from '@enkit/numerics';
import { scaleByDerivative } from './derivative.ts';
import { parameterCount } from './layout.ts';
import { createLayerViews, createNetwork, type Network } from './network.ts';
import type { MlpSpecification } from './specification.ts';

export interface BackPropagation {
  readonly network: Network;
  /** deltas[l] belongs to layers[l] and has the shape of activations[l + 1]. */
  readonly deltas: readonly Matrix[];
  /** 1 x Nm: where `sumGradient` leaves the gradient. */
  readonly gradient: Matrix;
  /** M x 1. */
  readonly ones: Matrix;
  /** Where the products of each layer go. */
  readonly weightOptions: readonly MultiplyOptions[];
  readonly biasOptions: readonly MultiplyOptions[];
  readonly deltaOptions: readonly MultiplyOptions[];
}

/** Lays out the network and the memory of its derivatives for M points. */
export function createBackPropagation(
  specification: MlpSpecification,
  backend: Backend,
  points: number,
): BackPropagation {
  const network = createNetwork(specification, backend, points);
  const deltas = network.layers.map(({ weights }, layer) =>
    backend.workspace(`mlp.delta${layer}.${weights.rows}x${points}`, weights.rows, points),
  );
  const count = parameterCount(specification);
  const gradient = backend.workspace(`mlp.gradient.${count}`, 1, count);
  const layers = createLayerViews(specification, gradient.data);
  return {
    network,
    deltas,
    gradient,
    ones: createOnes(backend, points),
    weightOptions: layers.map(({ weights }) => ({ transposeB: true, into: weights })),
    biasOptions: layers.map(({ bias }) => ({ into: createMatrix(bias.length, 1, bias) })),
    deltaOptions: deltas.map((into) => ({ transposeA: true, into })),
  };
}

/** From the last delta, which the caller has set, computes all others. */
export function propagateDeltas({ network, deltas, deltaOptions }: BackPropagation): void {
  for (let layer = network.layers.length - 1; layer > 0; layer--) {
    network.backend.multiply(network.layers[layer].weights, deltas[layer], deltaOptions[layer - 1]);
    scaleByDerivative(deltas[layer - 1].data, network.activations[layer].data, network.layers[layer - 1].activation);
  }
}

/** Sums the derivatives over the points, from the deltas, into `gradient`. */
export function sumGradient({ network, deltas, ones, weightOptions, biasOptions }: BackPropagation): void {
  for (let layer = 0; layer < deltas.length; layer++) {
    network.backend.multiply(deltas[layer], network.activations[layer], weightOptions[layer]);
    network.backend.multiply(deltas[layer], ones, biasOptions[layer]);
  }
}

function createOnes(backend: Backend, points: number): Matrix {
  const ones = backend.workspace(`mlp.ones.${points}`, points, 1);
  ones.data.fill(1);
  return ones;
}
