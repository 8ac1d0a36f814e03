/** What the coordinator tells the page. Plain JSON: a number that is not finite travels as null. */
import type { Fit } from './fit.ts';

/** What runs. */
export interface RunSummary {
  readonly run: string;
  readonly name: string;
  readonly method: string;
  readonly members: number;
  readonly parameters?: number;
  readonly observations?: number;
  readonly backend: string;
  /** Worker threads in all. */
  readonly threads?: number;
  /** Empty for a run that keeps nothing. */
  readonly directory: string;
  /** Where the experiment comes from, in its own words. */
  readonly source?: string;
  readonly resumedAt?: number;
}

/** Where a run is in its loop; running: it is followed from outside, and not more is known. */
export type Phase =
  | 'starting'
  | 'evaluating'
  | 'assimilating'
  | 'scoring'
  | 'running'
  | 'finished'
  | 'interrupted'
  | 'failed';

/** The evaluation in hand, and who does it. */
export interface Progress {
  readonly step: number;
  readonly done: number;
  readonly failed: number;
  /** Not back although the others are. */
  readonly late: number;
  readonly total: number;
  readonly membersPerSecond: number;
  readonly nodes: readonly NodeProgress[];
}

/** silent: nothing came for much longer than usual; gone: it has left the run's queue. */
export type NodeStanding = 'present' | 'silent' | 'draining' | 'gone';

export interface NodeProgress {
  /** Host name and process. */
  readonly node: string;
  readonly threads?: number;
  /** Members evaluated in this session of the run. */
  readonly members: number;
  readonly membersPerSecond: number;
  readonly standing: NodeStanding;
  /** Seconds since its last batch, while there is something to evaluate. */
  readonly silentSeconds: number;
}

/** A step of the metrics log, as far as the page shows it. */
export interface StepPoint {
  readonly step: number;
  readonly plannedSteps?: number;
  readonly members: number;
  readonly rmseForecast: number | null;
  readonly rmseTrain?: number | null;
  readonly rmseTest?: number | null;
  readonly spread: number | null;
  readonly spreadTest?: number | null;
  readonly coverageForecast: number | null;
  readonly parameterSpread: number | null;
  readonly misfit: number | null;
  readonly alpha: number | null;
  readonly inverseAlphaSum: number | null;
  readonly condition: number | null;
  readonly collapsed: boolean;
  readonly passes: number;
  readonly elapsedSeconds: number;
  readonly seconds: { readonly evaluate: number; readonly assimilate: number; readonly record: number };
}

export interface MemberFailureRow {
  readonly step: number;
  readonly member: number;
  readonly code: string;
  readonly message: string;
  readonly node: string;
}

/** Failures of a step: all of them by code, and the first of them one by one. */
export interface StepFailures {
  readonly byCode: Readonly<Record<string, number>>;
  readonly rows: readonly MemberFailureRow[];
}

export type LogLevel = 'info' | 'warning' | 'error';

export interface LogLine {
  /** Milliseconds since 1970; absent for what was read from a run directory, which does not say. */
  readonly time?: number;
  readonly level: LogLevel;
  readonly text: string;
}

export interface ResultSummary {
  readonly steps: number;
  readonly stoppedBy: string;
  readonly seconds: number;
  readonly passes: number;
  readonly rmse: { readonly train: number | null; readonly test: number | null };
  readonly r2: { readonly train: number | null; readonly test: number | null };
  readonly coverage90: number | null;
  readonly spreadTest: number | null;
}

export type RunEnding =
  | { readonly kind: 'finished'; readonly result: ResultSummary }
  | { readonly kind: 'interrupted'; readonly step: number }
  | { readonly kind: 'failed'; readonly message: string };

export type PageEvent =
  /** Forget everything: the run is told again from its beginning. */
  | { readonly type: 'restart' }
  | { readonly type: 'run'; readonly run: RunSummary }
  /** The page follows a run directory from outside: there is no progress within a step. */
  | { readonly type: 'following' }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'step'; readonly point: StepPoint; readonly failures: StepFailures }
  | { readonly type: 'fit'; readonly step: number; readonly fits: readonly Fit[] }
  | { readonly type: 'log'; readonly line: LogLine }
  | { readonly type: 'ended'; readonly ending: RunEnding };
