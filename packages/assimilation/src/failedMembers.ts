/**
 * Failed members: drop them, or replace each by a draw around the survivors. The rank that the ensemble loses with a
 * dropped member is what it is: it is reported, not hidden.
 */
import {
  createSharedMatrix,
  NumericsError,
  precisionOf,
  randomStream,
  rowOf,
  selectRows,
  type AnyMatrix,
} from '@enkit/numerics';
import { ensembleDeviation, ensembleMean } from './anomalies.ts';

/** The rows at `positions` of members and any matrices that belong to them. */
export function keepMembers<Ensemble extends AnyMatrix>(
  members: Uint32Array,
  parameters: Ensemble,
  positions: Uint32Array,
): { members: Uint32Array; parameters: Ensemble } {
  const kept = sharedLike(parameters, positions.length);
  positions.forEach((j, i) => rowOf(kept, i).set(rowOf(parameters, j)));
  return { members: positions.map((j) => members[j]), parameters: kept };
}

/**
 * A new Ne x Nm ensemble in which each failed row is replaced by mean + deviation * xi of the survivors, xi ~ N(0, 1) per
 * parameter from the stream (seed, 'resample.<round>', step, id of the member).
 * Throws NUM_SHAPE when fewer than two members survive: their spread is what is drawn from.
 * @param failed positions of the failed rows
 * @param round 0 for the first attempt of the step, 1 for the draws that replace failed draws, and so on
 */
export function resampleMembers<Ensemble extends AnyMatrix>(
  members: Uint32Array,
  parameters: Ensemble,
  failed: ReadonlySet<number>,
  seed: number,
  step: number,
  round = 0,
): Ensemble {
  const survivors = Uint32Array.from(members.keys()).filter((j) => !failed.has(j));
  if (survivors.length < 2)
    throw new NumericsError('NUM_SHAPE', `resampling: expected at least 2 surviving members, got ${survivors.length}`);
  const alive = selectRows(parameters, survivors);
  const mean = ensembleMean(alive);
  const deviation = ensembleDeviation(alive, mean);
  const result = sharedLike(parameters, parameters.rows);
  result.data.set(parameters.data);
  for (const j of failed) {
    const stream = randomStream(seed, `resample.${round}`, step, members[j]);
    const row = rowOf(result, j);
    for (let k = 0; k < row.length; k++) row[k] = mean[k] + deviation[k] * stream.normal();
  }
  return result;
}

/** Of the same precision and as many columns, on shared memory. */
function sharedLike<Ensemble extends AnyMatrix>(ensemble: Ensemble, rows: number): Ensemble {
  return createSharedMatrix(rows, ensemble.columns, precisionOf(ensemble)) as Ensemble;
}
