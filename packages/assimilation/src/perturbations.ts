/**
 * Observation perturbations in units of the observation error: z_j ~ N(0, I), centred over the ensemble and rescaled by
 * sqrt(Ne / (Ne - 1)) so that their sample mean is zero and their expected sample covariance stays I.
 * Drawn once a step and shared by all parameter blocks; member j's draw depends on (seed, step, id of j) only.
 */
import { createMatrix, randomStream, type Matrix } from '@enkit/numerics';

/** Ne x Nd. @param members ids of the members, Ne */
export function drawPerturbations(seed: number, step: number, members: Uint32Array, observations: number): Matrix {
  const z = createMatrix(members.length, observations);
  members.forEach((member, j) => drawRow(z, j, seed, step, member));
  centreColumns(z, { from: 0, to: observations });
  return z;
}

/** Row j before it is centred. */
export function drawRow(z: Matrix, j: number, seed: number, step: number, member: number): void {
  const stream = randomStream(seed, 'perturbation', step, member);
  const end = (j + 1) * z.columns;
  for (let at = j * z.columns; at < end; at++) z.data[at] = stream.normal();
}

/** Centres and rescales the columns of a range, in place. */
export function centreColumns(z: Matrix, { from, to }: { readonly from: number; readonly to: number }): void {
  const { rows, columns, data } = z;
  const factor = rows > 1 ? Math.sqrt(rows / (rows - 1)) : 1;
  const means = new Float64Array(to - from);
  for (let j = 0; j < rows; j++) {
    const start = j * columns + from;
    for (let k = 0; k < means.length; k++) means[k] += data[start + k];
  }
  for (let k = 0; k < means.length; k++) means[k] /= rows;
  for (let j = 0; j < rows; j++) {
    const start = j * columns + from;
    for (let k = 0; k < means.length; k++) data[start + k] = (data[start + k] - means[k]) * factor;
  }
}
