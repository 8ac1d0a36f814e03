/** The forward pass as one writes it in JavaScript without a library: loops over typed arrays. A peer of the kernels. */
import type { MlpSpecification } from '@enkit/models';
import type { Matrix } from '@enkit/numerics';

export type PlainForward = (parameters: Float64Array, into: Float64Array) => void;

const FUNCTIONS: Readonly<Record<string, (x: number) => number>> = { tanh: Math.tanh, relu: (x) => Math.max(0, x) };

/** Units are features-major as in the kernels: the inner loop runs over the points. */
export function createPlainForward(specification: MlpSpecification, inputs: Matrix): PlainForward {
  const { layers, activation } = specification;
  const points = inputs.rows;
  const values = layers.map((units) => new Float64Array(units * points));
  for (let i = 0; i < points; i++)
    for (let k = 0; k < inputs.columns; k++) values[0][k * points + i] = inputs.data[i * inputs.columns + k];
  const last = layers.length - 1;
  return (parameters, into) => {
    let offset = 0;
    for (let layer = 1; layer <= last; layer++) {
      denseLayer(parameters, offset, values[layer - 1], layers[layer - 1], values[layer], layers[layer], points);
      if (layer < last) activate(values[layer], FUNCTIONS[activation]);
      offset += layers[layer] * (layers[layer - 1] + 1);
    }
    const outputs = layers[last];
    for (let k = 0; k < outputs; k++)
      for (let i = 0; i < points; i++) into[i * outputs + k] = values[last][k * points + i];
  };
}

function denseLayer(
  parameters: Float64Array,
  offset: number,
  from: Float64Array,
  fanIn: number,
  to: Float64Array,
  fanOut: number,
  points: number,
): void {
  const bias = offset + fanOut * fanIn;
  for (let unit = 0; unit < fanOut; unit++) {
    const start = unit * points;
    for (let i = 0; i < points; i++) to[start + i] = parameters[bias + unit];
    for (let k = 0; k < fanIn; k++) {
      const weight = parameters[offset + unit * fanIn + k];
      for (let i = 0; i < points; i++) to[start + i] += weight * from[k * points + i];
    }
  }
}

function activate(values: Float64Array, activation: (x: number) => number): void {
  for (let k = 0; k < values.length; k++) values[k] = activation(values[k]);
}
