/**
 * What a method is: a schedule of steps {observations, alpha} over one loop. ES-MDA repeats all observations with
 * sum 1/alpha = 1, the online EnKF takes the next observations with alpha = 1, EKI goes on past sum 1 as an optimiser.
 * A method is pure: it knows no queue, clock, file or logger, and its state is a plain value that a checkpoint can hold.
 */
import type { AnyMatrix } from '@enkit/numerics';
import type { UpdateKind } from '../analysis.ts';
import type { InflationSettings } from '../inflation.ts';

/** The ensemble with the best held-out score so far. */
export interface BestEnsemble {
  readonly score: number;
  /** Steps done when it was scored. */
  readonly step: number;
  readonly members: Uint32Array;
  readonly parameters: AnyMatrix;
}

export interface EnsembleState {
  /** Steps done. */
  readonly step: number;
  /** Ids of the members still in the ensemble, ascending, Ne. */
  readonly members: Uint32Array;
  /** X, Ne x Nm. */
  readonly parameters: AnyMatrix;
  /** Sum of 1/alpha over the steps done. */
  readonly inverseAlphaSum: number;
  readonly best?: BestEnsemble;
}

/** One step to come. */
export interface StepPlan {
  /** Its number, from 1. */
  readonly step: number;
  /** Steps in all, when the schedule knows. */
  readonly plannedSteps?: number;
  /** Training points to evaluate; all when absent. */
  readonly points?: Uint32Array;
  /** Positions among the evaluated points that are assimilated, the others being held out; all when absent. */
  readonly assimilated?: Uint32Array;
}

/** What the predicted data of a step tell a schedule. */
export interface StepEvidence {
  /** Phi_j over the assimilated observations, Ne. */
  readonly misfits: Float64Array;
  /** Number of assimilated observations. */
  readonly observations: number;
  /** Root mean square error of the prediction mean over the assimilated observations, in observation-error deviations. */
  readonly discrepancy: number;
  /** The same over the held-out observations. */
  readonly heldOut?: number;
}

export type StopReason =
  | 'steps done'
  | 'observations used up'
  | 'sum 1/alpha reached'
  | 'held-out score no longer improves'
  | 'discrepancy reached'
  | 'exact fit'
  | 'steps exhausted before sum 1/alpha = 1';

export type Decision =
  | { readonly kind: 'assimilate'; readonly alpha: number }
  | { readonly kind: 'stop'; readonly reason: StopReason };

export type Plan =
  | { readonly kind: 'step'; readonly plan: StepPlan }
  | { readonly kind: 'stop'; readonly reason: StopReason };

export interface AssimilationMethod {
  readonly name: 'enkf' | 'es-mda' | 'eki';
  readonly update: UpdateKind;
  readonly inflation?: InflationSettings;
  /** Whether the best held-out ensemble is the result, rather than the last. */
  readonly keepsBest: boolean;
  /** The next step, or why there is none. */
  plan(state: EnsembleState): Plan;
  /** Alpha of the step, or why it is not taken, from its predicted data. */
  decide(state: EnsembleState, plan: StepPlan, evidence: StepEvidence): Decision;
}

/** What a schedule needs to know of the training data. */
export interface TrainingExtent {
  /** Number of training points. */
  readonly points: number;
  readonly seed: number;
}
