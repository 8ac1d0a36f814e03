/**
 * ES-MDA, the ensemble smoother with multiple data assimilation (Emerick & Reynolds 2013, Computers & Geosciences 55):
 * all observations Na times, the error covariance multiplied by alpha_l, with sum 1/alpha_l = 1. With the adaptive choice
 * each 1/alpha comes from the data-misfit controller and the last takes what is left to 1.
 */
import { constantAlphas, geometricAlphas, inverseAlphaSum } from '../alphas.ts';
import type { UpdateKind } from '../analysis.ts';
import { misfitControlledInverseAlpha } from '../misfit.ts';
import type { AssimilationMethod, Decision, EnsembleState, StepEvidence } from './method.ts';

export interface EsMdaMethodSettings {
  readonly type: 'es-mda';
  readonly update: UpdateKind;
  /** Na; with 'adaptive' the most steps allowed. */
  readonly steps?: number | undefined;
  readonly alpha: 'constant' | 'geometric' | 'adaptive' | readonly number[];
  /** Ratio of consecutive alphas of the geometric choice, > 1. */
  readonly ratio: number;
}

const DEFAULT_STEPS = 16;
const DEFAULT_ADAPTIVE_LIMIT = 1000;
/** How near to 1 the sum of 1/alpha must come. */
export const ALPHA_SUM_TOLERANCE = 1e-9;

export function createEsMda(settings: EsMdaMethodSettings): AssimilationMethod {
  return settings.alpha === 'adaptive' ? adaptive(settings) : listed(settings, esMdaAlphas(settings));
}

/** The list of alphas of a schedule that is known beforehand. */
export function esMdaAlphas({ alpha, steps = DEFAULT_STEPS, ratio }: EsMdaMethodSettings): readonly number[] {
  if (alpha === 'geometric') return geometricAlphas(steps, ratio);
  return typeof alpha === 'string' ? constantAlphas(steps) : alpha;
}

function listed({ update }: EsMdaMethodSettings, alphas: readonly number[]): AssimilationMethod {
  const unusable = alphas.find((alpha) => !(alpha > 0 && Number.isFinite(alpha)));
  if (unusable !== undefined) throw new RangeError(`ES-MDA: expected positive alphas, got ${unusable}`);
  if (Math.abs(inverseAlphaSum(alphas) - 1) > ALPHA_SUM_TOLERANCE) {
    throw new RangeError(`ES-MDA: expected sum 1/alpha = 1, got ${inverseAlphaSum(alphas)}`);
  }
  return {
    name: 'es-mda',
    update,
    keepsBest: false,
    plan: ({ step }) =>
      step >= alphas.length
        ? { kind: 'stop', reason: 'sum 1/alpha reached' }
        : { kind: 'step', plan: { step: step + 1, plannedSteps: alphas.length } },
    decide: ({ step }) => ({ kind: 'assimilate', alpha: alphas[step] }),
  };
}

function adaptive({ update, steps = DEFAULT_ADAPTIVE_LIMIT }: EsMdaMethodSettings): AssimilationMethod {
  return {
    name: 'es-mda',
    update,
    keepsBest: false,
    plan({ step, inverseAlphaSum }) {
      if (inverseAlphaSum >= 1 - ALPHA_SUM_TOLERANCE) return { kind: 'stop', reason: 'sum 1/alpha reached' };
      if (step >= steps) return { kind: 'stop', reason: 'steps exhausted before sum 1/alpha = 1' };
      return { kind: 'step', plan: { step: step + 1 } };
    },
    decide: adaptiveAlpha,
  };
}

function adaptiveAlpha({ inverseAlphaSum }: EnsembleState, _plan: unknown, evidence: StepEvidence): Decision {
  const proposed = misfitControlledInverseAlpha(evidence.misfits, evidence.observations);
  return { kind: 'assimilate', alpha: 1 / Math.min(proposed, 1 - inverseAlphaSum) };
}
