/**
 * The online ensemble Kalman filter: the observations arrive in a seeded or the given order, a batch of points a step,
 * each assimilated once with alpha = 1. With several epochs each observation is used that often, so its error variance is
 * multiplied by the number of epochs (alpha = epochs): the information counted stays the same.
 */
import { permutation, randomStream } from '@enkit/numerics';
import type { UpdateKind } from '../analysis.ts';
import type { InflationSettings } from '../inflation.ts';
import type { AssimilationMethod, TrainingExtent } from './method.ts';

export interface EnkfMethodSettings {
  readonly type: 'enkf';
  readonly update: UpdateKind;
  /** Points a step. */
  readonly batch: number;
  readonly order: 'random' | 'given';
  readonly epochs: number;
  readonly inflation: InflationSettings;
}

export function createEnkf(settings: EnkfMethodSettings, extent: TrainingExtent): AssimilationMethod {
  const stepsPerEpoch = Math.ceil(extent.points / settings.batch);
  const plannedSteps = settings.epochs * stepsPerEpoch;
  return {
    name: 'enkf',
    update: settings.update,
    inflation: settings.inflation,
    keepsBest: false,
    plan({ step }) {
      if (step >= plannedSteps) return { kind: 'stop', reason: 'observations used up' };
      const points = batchOfEpoch(settings, extent, Math.floor(step / stepsPerEpoch), step % stepsPerEpoch);
      return { kind: 'step', plan: { step: step + 1, plannedSteps, points } };
    },
    decide: () => ({ kind: 'assimilate', alpha: settings.epochs }),
  };
}

/** Indices of the points of batch `index` in the arrival order of `epoch`. */
export function batchOfEpoch(
  { batch, order }: { readonly batch: number; readonly order: 'random' | 'given' },
  { points, seed }: TrainingExtent,
  epoch: number,
  index: number,
): Uint32Array {
  const range = { from: index * batch, to: Math.min(points, (index + 1) * batch) };
  if (order === 'given') return Uint32Array.from({ length: range.to - range.from }, (_, i) => range.from + i);
  return permutation(points, randomStream(seed, 'observation.order', epoch)).slice(range.from, range.to);
}
