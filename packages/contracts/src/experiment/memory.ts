/**
 * What a run has to hold in memory at once, in bytes, as float64 (8 bytes a number), but for the parameters:
 *
 *   parameters        b k Ne Nm            b = 8, or 4 with ensemble.precision: single; k = 2: the forecast and its analysis; 3 with the best ensemble of eki.stop.heldOut
 *   predicted         8 4 Ne Nd            Y, the scaled anomalies S, the innovations, the perturbations
 *   system            8 2 n^2              n = min(Ne, Nd): the Gram matrix and its factor
 *   operator          8 min(Ne^2, 2 Ne Nd) the transform, dense or as two factors
 *   observationError  8 Nd, or 8 2 Nd^2    one deviation each; a full covariance and its factor
 *   test              8 (Ne + 3) Nt        predictions on the test points, the points and their truth
 *
 * Nd counts the observations of one step. Left out are the program itself (some 100 MB) and what worker threads hold of a
 * member, which does not grow with the ensemble.
 */
import { bytesOf } from '@enkit/numerics';
import type { Experiment } from './experiment.ts';

export interface ProblemSizes {
  /** Length of the parameter vector, Nm. */
  readonly parameters: number;
  /** Observations assimilated in one step, Nd. */
  readonly observations: number;
  /** Test points times outputs, Nt; default none. */
  readonly testValues?: number;
}

/** Bytes by part; `total` is their sum. */
export interface MemoryEstimate {
  readonly parameters: number;
  readonly predicted: number;
  readonly system: number;
  readonly operator: number;
  readonly observationError: number;
  readonly test: number;
  readonly total: number;
}

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** The memory that a run of the experiment needs for a problem of these sizes. */
export function estimateMemory(
  { ensemble, method }: Pick<Experiment, 'ensemble' | 'method'>,
  { parameters: Nm, observations: Nd, testValues: Nt = 0 }: ProblemSizes,
): MemoryEstimate {
  const Ne = ensemble.size;
  const keepsBest = method.type === 'eki' && method.stop.heldOut !== undefined;
  const parts = {
    parameters: bytesOf(ensemble.precision) * (keepsBest ? 3 : 2) * Ne * Nm,
    predicted: BYTES * 4 * Ne * Nd,
    system: BYTES * 2 * Math.min(Ne, Nd) ** 2,
    operator: BYTES * Math.min(Ne ** 2, 2 * Ne * Nd),
    observationError: BYTES * (method.observationError.covariance ? 2 * Nd ** 2 : Nd),
    test: BYTES * (Ne + 3) * Nt,
  };
  return { ...parts, total: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0) };
}
