/**
 * Observation perturbations in units of the observation error: z_j ~ N(0, I), centred over the ensemble and rescaled by
 * sqrt(Ne / (Ne - 1)) so that their sample mean is zero and their expected sample covariance stays I.
 * Drawn once a step and shared by all parameter blocks; member j's draw depends on (seed, step, id of j) only.
 */
import { createMatrix, randomStream, type Matrix } from '@enkit/numerics';
import { ensembleMean } from './anomalies.ts';

/** Ne x Nd. @param members ids of the members, Ne */
export function drawPerturbations(seed: number, step: number, members: Uint32Array, observations: number): Matrix {
  const z = createMatrix(members.length, observations);
  members.forEach((member, j) => drawRow(z, j, seed, step, member));
  centre(z);
  return z;
}

/** Row j before it is centred. */
export function drawRow(z: Matrix, j: number, seed: number, step: number, member: number): void {
  const stream = randomStream(seed, 'perturbation', step, member);
  const end = (j + 1) * z.columns;
  stream.normals(z.data.subarray(j * z.columns, end));
}

/** What a centred z is multiplied by. */
export function rescaling(members: number): number {
  return members > 1 ? Math.sqrt(members / (members - 1)) : 1;
}

function centre(z: Matrix): void {
  const mean = ensembleMean(z);
  const factor = rescaling(z.rows);
  for (let j = 0; j < z.rows; j++) {
    const start = j * z.columns;
    for (let k = 0; k < z.columns; k++) z.data[start + k] = (z.data[start + k] - mean[k]) * factor;
  }
}
