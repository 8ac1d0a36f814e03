import { planOf, planPrior } from '@enkit/assimilation';
import { createSharedMatrix } from '@enkit/numerics';
import type { RunState, Session } from './session.ts';

/** The prior ensemble, already durable when this resolves: a run that dies in its first step resumes too. */
export async function sample({ experiment, problem, store, queue, pool, backend }: Session): Promise<RunState> {
  const { size, seed, precision } = experiment.ensemble;
  const parameters = createSharedMatrix(size, problem.prior.scale.length, precision);
  await pool.carryOut(planOf(planPrior(problem.prior, parameters, seed)), backend);
  const ensemble = {
    step: 0,
    members: Uint32Array.from({ length: size }, (_, j) => j),
    parameters,
    inverseAlphaSum: 0,
  };
  const state = { ensemble, passes: 0, failedMembers: 0, elapsedSeconds: 0, cpuSeconds: 0, epoch: queue.epoch };
  await store.checkpoint(state);
  return state;
}
