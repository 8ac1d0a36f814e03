/**
 * What a run says of itself: the metrics log (one line a step), the final result, and the manifest's provenance.
 * The report, the live page, Prometheus and `--json` all read these.
 */
import type { BackendName } from '@enkit/numerics';
import type { MemberFailure } from './evaluation.ts';

/** Scores of one network or ensemble on one data set, in the data's own units. */
export interface Scores {
  readonly rmse: number;
  readonly r2: number;
}

/** The three networks that an ensemble stands for. */
export interface NetworkScores {
  /** Mean of the members' predictions. */
  readonly predictionMean: Scores;
  /** Prediction of the mean parameters. */
  readonly parameterMean: Scores;
  /** The member with the least training (or held-out) misfit. */
  readonly bestMember: Scores;
}

export interface EnsembleScores extends NetworkScores {
  /** Share of targets inside the ensemble's central 90 % interval (with observation noise where targets are noisy). */
  readonly coverage90: number;
  /** Mean continuous ranked probability score of the ensemble, in the data's units. */
  readonly crps: number;
  /** Root mean ensemble variance of the predictions. */
  readonly spread: number;
}

/** One line of metrics.jsonl. */
export interface StepRecord {
  readonly step: number;
  /** Steps planned in all; undefined while an adaptive schedule does not know. */
  readonly plannedSteps?: number;
  readonly alpha: number;
  /** Sum of 1/alpha so far, this step included. */
  readonly inverseAlphaSum: number;
  readonly members: number;
  readonly observations: number;
  /** RMSE of the prediction mean over the step's observations before the update. */
  readonly rmseForecast: number;
  /** Share of the step's observations inside the forecast's 90 % interval, noise included. */
  readonly coverageForecast: number;
  /** Mean over members of 1/2 |R^-1/2 (d - g)|^2 / Nd. */
  readonly misfit: number;
  /** Root mean variance of the members' predictions of the step's observations, before the update. */
  readonly spread: number;
  /** Root mean variance of the parameters over their prior standard deviation, after the update. */
  readonly parameterSpread: number;
  /** Condition number bound of the system solved. */
  readonly condition: number;
  /** Of single precision, of the increments or of the ensemble: the largest error of those checked, as a share of the largest increment. */
  readonly roundingError?: number;
  readonly collapsed: boolean;
  /** Present on monitored steps. */
  readonly rmseTrain?: number;
  readonly rmseTest?: number;
  readonly spreadTest?: number;
  /** R2 of the same predictions; absent where the targets are all the same. */
  readonly r2Train?: number;
  readonly r2Test?: number;
  readonly passes: number;
  readonly failures: readonly (MemberFailure & { readonly member: number })[];
  readonly seconds: { readonly evaluate: number; readonly assimilate: number; readonly record: number };
  /** Seconds since the run (with its earlier sessions) began. */
  readonly elapsedSeconds: number;
}

/** The end of a run, and the last line of `enkit run --json`. */
export interface RunResult {
  readonly run: string;
  readonly directory: string;
  readonly name: string;
  readonly method: string;
  readonly members: number;
  readonly steps: number;
  readonly passes: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly rmse: { readonly train: number; readonly test: number };
  readonly r2: { readonly train: number; readonly test: number };
  readonly coverage90: number;
  /** Share of later observations inside the one-step-ahead 90 % interval, over the second half of an online run. */
  readonly coverageForecast?: number;
  readonly rmseForecast?: number;
  /** Mean over the monitored steps of the second half of an online run: how well a changing truth is followed. */
  readonly rmseTestSecondHalf?: number;
  readonly train: EnsembleScores;
  readonly test: EnsembleScores;
  readonly inverseAlphaSum: number;
  readonly stoppedBy: string;
  readonly collapsed: boolean;
  readonly failedMembers: number;
  readonly backend: BackendName;
  readonly queue: string;
  readonly threads: number;
  /** Hex sha256 over the final ensemble's little-endian bytes, member-major. */
  readonly ensembleSha256: string;
}
