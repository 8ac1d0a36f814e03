/**
 * A network laid out in a backend's memory, ready to be evaluated on M points:
 *
 *   A_0 = inputs (nIn x M),   A_l = activation(W_l A_{l-1} + b_l 1^T)   (n_l x M)
 *
 * Features-major: row k holds unit k for all points. The memory is keyed by shape, not by user: evaluations in one
 * thread never overlap and each overwrites what it reads, so networks of one shape share it and creating many of them
 * (one per mini-batch, say) does not grow it. Only the inputs outlive an evaluation; `loadInputs` copies them again
 * when another network of the same shape has been evaluated in between.
 */
import { type Activation, type Backend, createMatrix, type Matrix } from '@enkit/numerics';
import { parameterCount, parameterLayout } from './layout.ts';
import { layerActivation, type MlpSpecification } from './specification.ts';

export interface NetworkLayer {
  /** fanOut x fanIn, a view of the parameters. */
  readonly weights: Matrix;
  /** fanOut, a view of the parameters. */
  readonly bias: Float64Array;
  readonly activation: Activation;
}

export interface Network {
  readonly backend: Backend;
  readonly points: number;
  /** 1 x Nm. Held as the backend's matrix, whose memory is released with it. */
  readonly parameters: Matrix;
  readonly layers: readonly NetworkLayer[];
  /** A_0 to A_L: the inputs, the hidden layers, the outputs. */
  readonly activations: readonly Matrix[];
}

/** Lays out a network for M points. Throws MODEL_SPECIFICATION. */
export function createNetwork(specification: MlpSpecification, backend: Backend, points: number): Network {
  const parameters = backend.workspace(
    `mlp.parameters.${parameterCount(specification)}`,
    1,
    parameterCount(specification),
  );
  const activations = specification.layers.map((units, layer) =>
    backend.workspace(`mlp.layer${layer}.${units}x${points}`, units, points),
  );
  return {
    backend,
    points,
    parameters,
    layers: createLayerViews(specification, parameters.data),
    activations,
  };
}

/** The layers' weights and biases as views of a vector with the network's layout. */
export function createLayerViews(specification: MlpSpecification, vector: Float64Array): NetworkLayer[] {
  const blocks = parameterLayout(specification);
  const layers: NetworkLayer[] = [];
  for (let layer = 1; layer < specification.layers.length; layer++) {
    const [weights, bias] = [blocks[2 * layer - 2], blocks[2 * layer - 1]];
    layers.push({
      weights: createMatrix(
        weights.fanOut,
        weights.fanIn,
        vector.subarray(weights.offset, weights.offset + weights.length),
      ),
      bias: vector.subarray(bias.offset, bias.offset + bias.length),
      activation: layerActivation(specification, layer),
    });
  }
  return layers;
}

/** Evaluates the network for the inputs loaded; the outputs are in the last of `activations`. */
export function evaluateNetwork(network: Network, parameters: Float64Array): void {
  network.parameters.data.set(parameters);
  for (let layer = 0; layer < network.layers.length; layer++) {
    const { weights, bias, activation } = network.layers[layer];
    network.backend.dense(weights, bias, network.activations[layer], activation, network.activations[layer + 1]);
  }
}

const loadedInputs = new WeakMap<Backend, Map<string, Float64Array>>();

function inputOwners(backend: Backend): Map<string, Float64Array> {
  const owners = loadedInputs.get(backend) ?? new Map<string, Float64Array>();
  loadedInputs.set(backend, owners);
  return owners;
}

/** Puts `inputs` (nIn x M features-major, never changed by its owner) in place unless they are there already. */
export function loadInputs(network: Network, inputs: Float64Array): void {
  const owners = inputOwners(network.backend);
  const key = `${network.activations[0].rows}x${network.points}`;
  if (owners.get(key) === inputs) return;
  network.activations[0].data.set(inputs);
  owners.set(key, inputs);
}

/** The memory of the inputs, for a caller that writes them before every evaluation. */
export function overwriteInputs(network: Network): Float64Array {
  inputOwners(network.backend).delete(`${network.activations[0].rows}x${network.points}`);
  return network.activations[0].data;
}
