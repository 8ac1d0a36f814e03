/**
 * EKI, ensemble Kalman inversion used as an optimiser (Iglesias, Law & Stuart 2013, Inverse Problems 29): the same step as
 * ES-MDA, but sum 1/alpha goes on past 1, so the ensemble no longer samples a posterior. The step is that of the
 * data-misfit controller over-relaxed by a factor f:
 *   1/alpha = f max( Nd / (2 mean Phi), sqrt(Nd / (2 var Phi)) )
 * so alpha R is about the ensemble's mean square error over f: the nominal R drops out and f is the only knob.
 */
import { permutation, randomStream } from '@enkit/numerics';
import type { UpdateKind } from '../analysis.ts';
import type { InflationSettings } from '../inflation.ts';
import { misfitControlledInverseAlpha } from '../misfit.ts';
import { batchOfEpoch } from './enkf.ts';
import type { AssimilationMethod, Decision, EnsembleState, StepEvidence, StepPlan, TrainingExtent } from './method.ts';

export interface EkiMethodSettings {
  readonly type: 'eki';
  readonly update: UpdateKind;
  /** f. */
  readonly relaxation: number;
  /** Points a step; all when absent. */
  readonly batch?: number | undefined;
  readonly stop: {
    readonly steps: number;
    readonly inverseAlphaSum?: number | undefined;
    readonly heldOut?: { readonly fraction: number; readonly patience: number } | undefined;
    /** Factor on the observation error's standard deviation. */
    readonly discrepancy?: number | undefined;
  };
  readonly inflation: InflationSettings;
}

export function createEki(settings: EkiMethodSettings, extent: TrainingExtent): AssimilationMethod {
  const held = settings.stop.heldOut ? splitHeldOut(settings.stop.heldOut.fraction, extent) : undefined;
  return {
    name: 'eki',
    update: settings.update,
    inflation: settings.inflation,
    keepsBest: held !== undefined,
    plan: (state) => {
      const reason = reasonToStop(state, settings);
      // With held-out data the last ensemble is evaluated too: it may be the best, and `decide` stops after it.
      if (reason && !held) return { kind: 'stop', reason };
      return { kind: 'step', plan: planStep(state, settings, extent, held) };
    },
    decide: (state, plan, evidence) => decide(state, plan, evidence, settings),
  };
}

interface HeldOutSplit {
  readonly kept: Uint32Array;
  readonly heldOut: Uint32Array;
}

function splitHeldOut(fraction: number, { points, seed }: TrainingExtent): HeldOutSplit {
  if (points < 2) throw new RangeError(`EKI: expected at least 2 training points to hold some out, got ${points}`);
  const order = permutation(points, randomStream(seed, 'held-out'));
  const count = Math.min(points - 1, Math.max(1, Math.round(fraction * points)));
  return { heldOut: order.slice(0, count).sort(), kept: order.slice(count).sort() };
}

function planStep(
  state: EnsembleState,
  settings: EkiMethodSettings,
  extent: TrainingExtent,
  held?: HeldOutSplit,
): StepPlan {
  const base = { step: state.step + 1, plannedSteps: settings.stop.steps };
  const kept = held?.kept ?? Uint32Array.from({ length: extent.points }, (_, i) => i);
  const assimilated = settings.batch ? nextBatch(state.step, settings.batch, kept, extent.seed) : kept;
  if (!held && !settings.batch) return base;
  const points = Uint32Array.from([...assimilated, ...(held?.heldOut ?? [])]);
  return { ...base, points, assimilated: Uint32Array.from(assimilated, (_, i) => i) };
}

function nextBatch(step: number, batch: number, kept: Uint32Array, seed: number): Uint32Array {
  const stepsPerEpoch = Math.ceil(kept.length / batch);
  const extent = { points: kept.length, seed };
  const positions = batchOfEpoch(
    { batch, order: 'random' },
    extent,
    Math.floor(step / stepsPerEpoch),
    step % stepsPerEpoch,
  );
  return positions.map((i) => kept[i]);
}

function reasonToStop(
  state: EnsembleState,
  { stop }: EkiMethodSettings,
): 'steps done' | 'sum 1/alpha reached' | undefined {
  if (stop.inverseAlphaSum !== undefined && state.inverseAlphaSum >= stop.inverseAlphaSum * (1 - 1e-12))
    return 'sum 1/alpha reached';
  return state.step >= stop.steps ? 'steps done' : undefined;
}

function decide(state: EnsembleState, _plan: StepPlan, evidence: StepEvidence, settings: EkiMethodSettings): Decision {
  const { stop } = settings;
  const reason = reasonToStop(state, settings);
  if (reason) return { kind: 'stop', reason };
  if (stop.discrepancy !== undefined && evidence.discrepancy <= stop.discrepancy)
    return { kind: 'stop', reason: 'discrepancy reached' };
  if (stop.heldOut && state.best && state.step - state.best.step >= stop.heldOut.patience) {
    return { kind: 'stop', reason: 'held-out score no longer improves' };
  }
  const proposed = settings.relaxation * misfitControlledInverseAlpha(evidence.misfits, evidence.observations);
  if (!Number.isFinite(proposed)) return { kind: 'stop', reason: 'exact fit' };
  const left = stop.inverseAlphaSum === undefined ? Infinity : stop.inverseAlphaSum - state.inverseAlphaSum;
  return { kind: 'assimilate', alpha: 1 / Math.min(proposed, left) };
}
