/** A 1-H-1 tanh network on sin x, x in [-pi, pi]. Parameters of a member: w1 (H), b1 (H), w2 (H), b2. */
import { createMatrix, type Matrix } from '@enkit/numerics';

export const HIDDEN = 10;
const POINTS = 25;
export const PARAMETERS = 3 * HIDDEN + 1;

const inputs = Float64Array.from({ length: POINTS }, (_, i) => -Math.PI + (2 * Math.PI * i) / (POINTS - 1));
export const targets = inputs.map(Math.sin);

/** sqrt(2 / (fan in + fan out)) for weights and biases. */
export const priorScale = new Float64Array(PARAMETERS).fill(Math.sqrt(2 / (HIDDEN + 1)));

/** Y (Ne x points) of X (Ne x parameters). */
export function predictNetwork(parameters: Matrix): Matrix {
  const predicted = createMatrix(parameters.rows, POINTS);
  for (let j = 0; j < parameters.rows; j++) {
    const member = parameters.data.subarray(j * PARAMETERS, (j + 1) * PARAMETERS);
    for (let i = 0; i < POINTS; i++)
      predicted.data[j * POINTS + i] = output(member, (inputs[i] * Math.sqrt(3)) / Math.PI);
  }
  return predicted;
}

function output(member: Float64Array, x: number): number {
  let sum = member[3 * HIDDEN];
  for (let h = 0; h < HIDDEN; h++) sum += member[2 * HIDDEN + h] * Math.tanh(member[h] * x + member[HIDDEN + h]);
  return sum;
}
