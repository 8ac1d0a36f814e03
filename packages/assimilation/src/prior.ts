/**
 * The prior ensemble: theta_j = m + c sigma theta_0 + s sigma xi_j, with theta_0 and xi_j standard normal.
 *
 * theta_0 is one draw shared by all members: it breaks the symmetry of a network. With c = 0 the prior is invariant under
 * flipping the sign of a hidden unit's weights, which leaves a tanh network's output unchanged; the covariance between
 * hidden weights and output is then exactly zero, and an update learns only from sampling noise.
 */
import {
  createSharedMatrix,
  randomStream,
  rowOf,
  type AnyMatrix,
  type Matrix,
  type RandomStream,
} from '@enkit/numerics';
import { blockCount, blockRange } from './analysis/blocks.ts';

export interface GaussianPrior {
  /** Nm; zero when absent. */
  readonly mean?: Float64Array;
  /** Nm, sigma: standard deviation of each parameter before c and s. */
  readonly scale: Float64Array;
  /** c, the scale of the shared random centre. */
  readonly centre: number;
  /** s, the scale of each member's own noise. */
  readonly spread: number;
}

/** The Ne x Nm prior ensemble. Member j depends on the seed and j only. */
export function samplePrior(prior: GaussianPrior, size: number, seed: number): Matrix {
  const ensemble = createSharedMatrix(size, prior.scale.length);
  const work = planPrior(prior, ensemble, seed);
  const draw = openPrior(work);
  for (let block = 0; block < work.blocks; block++) draw(block);
  return ensemble;
}

/** The prior ensemble as a work for threads: members in blocks. */
export interface PriorWork {
  readonly kind: 'prior';
  readonly prior: GaussianPrior;
  /** m + c sigma theta_0, Nm. */
  readonly centre: Float64Array;
  readonly seed: number;
  /** Written, Ne x Nm. */
  readonly ensemble: AnyMatrix;
  readonly width: number;
  readonly blocks: number;
}

/** Draws in a block, about. */
const DRAWS = 2 ** 15;

/** @param ensemble Ne x Nm, written: what is kept in float32 is the same draw, rounded */
export function planPrior(prior: GaussianPrior, ensemble: AnyMatrix, seed: number): PriorWork {
  const width = Math.max(1, Math.floor(DRAWS / Math.max(1, ensemble.columns)));
  const centre = priorCentre(prior, seed);
  return { kind: 'prior', prior, centre, seed, ensemble, width, blocks: blockCount(ensemble.rows, width) };
}

export function openPrior({ prior, centre, seed, ensemble, width }: PriorWork) {
  return (block: number): void => {
    const { from, to } = blockRange(block, width, ensemble.rows);
    for (let j = from; j < to; j++) {
      const row = rowOf(ensemble, j);
      const member = row instanceof Float32Array ? new Float64Array(row.length) : row;
      drawMember(prior, centre, randomStream(seed, 'prior', 0, j), member);
      if (member !== row) row.set(member);
    }
  };
}

/** m + c sigma theta_0, Nm. */
export function priorCentre(prior: GaussianPrior, seed: number): Float64Array {
  const stream = randomStream(seed, 'prior.centre');
  return prior.scale.map((sigma, k) => (prior.mean?.[k] ?? 0) + prior.centre * sigma * stream.normal());
}

function drawMember(prior: GaussianPrior, centre: Float64Array, stream: RandomStream, member: Float64Array): void {
  stream.normals(member);
  for (let k = 0; k < member.length; k++) member[k] = centre[k] + prior.spread * prior.scale[k] * member[k];
}

/** Standard deviation of each parameter over the prior's members, s sigma (Nm). */
export function priorDeviation(prior: GaussianPrior): Float64Array {
  return prior.scale.map((sigma) => prior.spread * sigma);
}
