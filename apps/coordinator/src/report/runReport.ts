/** What the report of one run is made from: plain data, gathered by the caller. */
import type { Experiment, RunResult, StepRecord } from '@enkit/contracts';
import type { FitData, Quantity } from './fitData.ts';

/** Where the numbers come from, so that a colleague can compute them again. */
export interface Provenance {
  /** Versions by name, such as `{ enkit: '0.1.0', node: '26.10.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly gitRevision?: string;
  readonly backend: string;
  /** Seeds by purpose, such as `{ ensemble: 0, data: 10000 }`. */
  readonly seeds: Readonly<Record<string, number>>;
  /** ISO 8601. */
  readonly createdAt: string;
  /** The command line that made this. */
  readonly command: string;
}

/** Sizes that the experiment file does not state. */
export interface ProblemSize {
  readonly inputs: number;
  readonly outputs: number;
  readonly parameters: number;
  readonly trainingPoints: number;
  readonly testPoints: number;
}

/** A named parameter of a forward model, before and after. */
export interface ParameterEstimate extends Quantity {
  readonly prior: { readonly mean: number; readonly sd: number };
  /** Ensemble mean, 5 % and 95 % quantile after the last step. */
  readonly posterior: { readonly mean: number; readonly low: number; readonly high: number };
}

export interface RunReport {
  readonly result: RunResult;
  readonly experiment: Experiment;
  /** The experiment file as the user wrote it. */
  readonly experimentText: string;
  readonly size: ProblemSize;
  readonly steps: readonly StepRecord[];
  readonly provenance: Provenance;
  /** One per output of the model. */
  readonly fits: readonly FitData[];
  /** Of the named parameters of a forward model. */
  readonly estimates?: readonly ParameterEstimate[];
}
