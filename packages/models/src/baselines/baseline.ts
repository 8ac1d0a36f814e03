/**
 * What all baselines have in common: a state machine that the caller steps, so that time, logging and stopping stay
 * with the caller.
 *
 * Cost is counted in passes. One pass is one evaluation of one network on one sample; a gradient is 3 (one forward, two
 * backward). For a fixed training set, passes are given per training sample, so that an epoch of any gradient method is
 * 3 and an ensemble step Ne. For a stream they are summed over the observations.
 */
import type { Matrix } from '@enkit/numerics';
import { ModelError } from '../errors.ts';

/** Inputs (M x nIn) and targets (M x nOut) in the model's own units; for a stream, in order of arrival. */
export interface BaselineData {
  readonly inputs: Matrix;
  readonly targets: Matrix;
}

export interface BaselineProgress {
  /** Steps done: epochs, iterations, or observations of a stream. */
  readonly epoch: number;
  /** Cost so far. */
  readonly passes: number;
  /**
   * Root of the mean squared error that the method itself met in this step, which costs nothing extra. Full-batch
   * descent: before the update; mini-batches and replay: over the batches, each before its update;
   * Levenberg-Marquardt: after the step.
   */
  readonly trainRmse: number;
}

export interface Baseline {
  /** Steps at most. */
  readonly steps: number;
  /** True after `steps` steps, or earlier if the method has converged. */
  isDone(): boolean;
  /** One step. Throws BASELINE_DIVERGED when the loss is not finite, BASELINE_DONE when there is nothing left to do. */
  step(): BaselineProgress;
  /** A copy of the current parameters, Nm. */
  parameters(): Float64Array;
}

/** Throws BASELINE_DONE. */
export function assertNotDone(done: boolean, epoch: number): void {
  if (!done) return;
  throw new ModelError('BASELINE_DONE', {
    subject: 'baseline',
    expected: 'a step while isDone() is false',
    got: `a call after step ${epoch}, the last`,
    suggestion: 'ask isDone() before each step',
  });
}

/** Throws BASELINE_DIVERGED unless the loss is finite. */
export function assertConverging(loss: number, epoch: number, name: string): void {
  if (Number.isFinite(loss)) return;
  throw new ModelError('BASELINE_DIVERGED', {
    subject: `${name}, step ${epoch}`,
    expected: 'a finite training error',
    got: String(loss),
    suggestion: 'lower the learning rate',
  });
}
