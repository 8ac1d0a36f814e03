/**
 * Failed members: drop them, or replace each by a draw around the survivors. The rank that the ensemble loses with a
 * dropped member is what it is: it is reported, not hidden.
 */
import { createSharedMatrix, randomStream, rowOf, selectRows, type Matrix } from '@enkit/numerics';
import { ensembleDeviation, ensembleMean } from './anomalies.ts';

/** The rows at `positions` of members and any matrices that belong to them. */
export function keepMembers(
  members: Uint32Array,
  parameters: Matrix,
  positions: Uint32Array,
): { members: Uint32Array; parameters: Matrix } {
  return { members: positions.map((j) => members[j]), parameters: selectRows(parameters, positions) };
}

/**
 * A new Ne x Nm ensemble in which each failed row is replaced by mean + deviation * xi of the survivors, xi ~ N(0, 1) per
 * parameter from the stream (seed, 'resample', step, id of the member).
 * @param failed positions of the failed rows
 */
export function resampleMembers(
  members: Uint32Array,
  parameters: Matrix,
  failed: ReadonlySet<number>,
  seed: number,
  step: number,
): Matrix {
  const survivors = Uint32Array.from(members.keys()).filter((j) => !failed.has(j));
  const alive = selectRows(parameters, survivors);
  const mean = ensembleMean(alive);
  const deviation = ensembleDeviation(alive, mean);
  const result = createSharedMatrix(parameters.rows, parameters.columns);
  result.data.set(parameters.data);
  for (const j of failed) {
    const stream = randomStream(seed, 'resample', step, members[j]);
    const row = rowOf(result, j);
    for (let k = 0; k < row.length; k++) row[k] = mean[k] + deviation[k] * stream.normal();
  }
  return result;
}
