/** A run's state as a checkpoint's content and back, to the last bit. */
import type { BestEnsemble, EnsembleState } from '@enkit/assimilation';
import { storedStateSchema, type StoredState } from '@enkit/contracts';
import { createMatrix, type Matrix } from '@enkit/numerics';
import type { Checkpoint, CheckpointContent } from '@enkit/storage';
import type { RunState } from './session.ts';

export function toCheckpoint({ ensemble, ...cost }: RunState): CheckpointContent {
  const { best } = ensemble;
  const state: StoredState = {
    ...cost,
    inverseAlphaSum: ensemble.inverseAlphaSum,
    ...(best && { best: { score: best.score, step: best.step } }),
  };
  return {
    step: ensemble.step,
    state,
    arrays: {
      parameters: ensemble.parameters,
      members: idMatrix(ensemble.members),
      ...(best && { bestParameters: best.parameters, bestMembers: idMatrix(best.members) }),
    },
  };
}

export function fromCheckpoint({ step, state, arrays }: Pick<Checkpoint, 'step' | 'state' | 'arrays'>): RunState {
  const { inverseAlphaSum, best, ...cost } = storedStateSchema.parse(state);
  const ensemble: EnsembleState = {
    step,
    inverseAlphaSum,
    members: Uint32Array.from(arrays['members'].data),
    parameters: arrays['parameters'],
    ...(best && { best: restoreBest(best, arrays) }),
  };
  return { ensemble, ...cost };
}

function restoreBest(best: { score: number; step: number }, arrays: Checkpoint['arrays']): BestEnsemble {
  return {
    ...best,
    members: Uint32Array.from(arrays['bestMembers'].data),
    parameters: arrays['bestParameters'],
  };
}

function idMatrix(ids: Uint32Array): Matrix {
  return createMatrix(1, ids.length, Float64Array.from(ids));
}
