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
import type { Arithmetic, Backend, DenseLayer, EvaluateLayers, MatrixOf } from '@enkit/numerics';
import { parameterCount, parameterLayout } from './layout.ts';
import { layerActivation, type MlpSpecification } from './specification.ts';

type Floats = Float64Array | Float32Array;

/** @typeParam A the arithmetic that computes it: a backend's double, or its single precision */
export interface NetworkIn<Data extends Floats, A extends Arithmetic<Data>> {
  readonly backend: A;
  readonly points: number;
  /** 1 x Nm. Held as the backend's matrix, whose memory is released with it. */
  readonly parameters: MatrixOf<Data>;
  /** Views of the parameters. */
  readonly layers: readonly DenseLayer<Data>[];
  /** A_0 to A_L: the inputs, the hidden layers, the outputs. */
  readonly activations: readonly MatrixOf<Data>[];
  readonly evaluate: EvaluateLayers;
}
export type Network = NetworkIn<Float64Array, Backend>;

/** Lays out a network for M points. Throws MODEL_SPECIFICATION. */
export function createNetwork<Data extends Floats, A extends Arithmetic<Data>>(
  specification: MlpSpecification,
  backend: A & Arithmetic<Data>,
  points: number,
): NetworkIn<Data, A> {
  const parameters = backend.workspace(
    `mlp.parameters.${parameterCount(specification)}`,
    1,
    parameterCount(specification),
  );
  const activations = specification.layers.map((units, layer) =>
    backend.workspace(`mlp.layer${layer}.${units}x${points}`, units, points),
  );
  const layers = createLayerViews(specification, parameters.data);
  const evaluate = backend.denseLayers({ parameters, layers, values: activations });
  return { backend, points, parameters, layers, activations, evaluate };
}

/** The layers' weights and biases as views of a vector with the network's layout. */
export function createLayerViews<Data extends Floats>(
  specification: MlpSpecification,
  vector: Data,
): DenseLayer<Data>[] {
  const blocks = parameterLayout(specification);
  const part = (from: number, length: number): Data => vector.subarray(from, from + length) as Data;
  const layers: DenseLayer<Data>[] = [];
  for (let layer = 1; layer < specification.layers.length; layer++) {
    const [weights, bias] = [blocks[2 * layer - 2], blocks[2 * layer - 1]];
    layers.push({
      weights: { rows: weights.fanOut, columns: weights.fanIn, data: part(weights.offset, weights.length) },
      bias: part(bias.offset, bias.length),
      activation: layerActivation(specification, layer),
    });
  }
  return layers;
}

/** Whose inputs lie in a workspace: networks of one shape share its memory. */
const loadedInputs = new WeakMap<Floats, Float64Array>();

/** Puts `inputs` (nIn x M features-major, never changed by its owner) in place, and returns whether they were there already. */
export function loadInputs<Data extends Floats>(
  network: NetworkIn<Data, Arithmetic<Data>>,
  inputs: Float64Array,
): boolean {
  const { data } = network.activations[0];
  if (loadedInputs.get(data) === inputs) return true;
  data.set(inputs);
  loadedInputs.set(data, inputs);
  return false;
}

/** The memory of the inputs, for a caller that writes them before every evaluation. */
export function overwriteInputs(network: Network): Float64Array {
  const { data } = network.activations[0];
  loadedInputs.delete(data);
  return data;
}
