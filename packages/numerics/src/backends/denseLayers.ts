/** Layers one after the other by a backend's own `dense`. */
import type { Arithmetic, DenseLayers, EvaluateLayers } from '../backend.ts';

/** How parameters come into the layers' memory, and the last values out of it. */
export interface Exchange {
  readonly write: (parameters: Float64Array | Float32Array) => void;
  /** In memory that the next call may overwrite. */
  readonly read: () => Float64Array;
}

/** By copies that convert on the way; doubles are read where they lie. */
export function exchangeByCopy<Data extends Float64Array | Float32Array>(network: DenseLayers<Data>): Exchange {
  const { parameters, values } = network;
  const last = values[values.length - 1].data;
  return {
    write: (theta) => parameters.data.set(theta),
    read: () => (last instanceof Float64Array ? last : Float64Array.from(last)),
  };
}

export function layersByDense<Data extends Float64Array | Float32Array>(
  dense: Arithmetic<Data>['dense'],
  { layers, values }: DenseLayers<Data>,
  { write, read }: Exchange,
): EvaluateLayers {
  return (parameters) => {
    write(parameters);
    layers.forEach(({ weights, bias, activation }, l) => dense(weights, bias, values[l], activation, values[l + 1]));
    return read();
  };
}
