/** One execution of an experiment: what the loop works with. Built once, not changed. */
import type { AssimilationMethod, EnsembleState } from '@enkit/assimilation';
import type { Experiment, FailedEvaluation, MemberQueue, StepRecord, Tracer } from '@enkit/contracts';
import type { ForwardPool } from '@enkit/evaluation';
import type { AnyMatrix, Backend } from '@enkit/numerics';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { RunListener } from './events.ts';

/** The ensemble and what it has cost: everything that a checkpoint must hold to go on with the same bits. */
export interface RunState {
  readonly ensemble: EnsembleState;
  /** Network evaluations per training sample. */
  readonly passes: number;
  readonly failedMembers: number;
  /** Seconds of earlier sessions and this one, up to the state. */
  readonly elapsedSeconds: number;
  readonly cpuSeconds: number;
  /** Fencing epoch of the coordinator that computed it; 0 without a queue between processes. */
  readonly epoch: number;
}

/** Keeps what a run must not lose. A run without a directory keeps nothing. */
export interface RunStore {
  /** Where it lies; empty when nothing is kept. */
  readonly directory: string;
  /** Begins to append the line. The checkpoint after it is not written before it is there. */
  step(record: StepRecord): void;
  /** Members that failed in one evaluation, with a row of `parameters` for each. */
  failed(evaluation: Omit<FailedEvaluation, 'kept'>, parameters: AnyMatrix): Promise<void>;
  /** Begins to write; a second call waits for the first. Resolves when the state before is durable. */
  checkpoint(state: RunState): Promise<void>;
  /** Whether the state that `checkpoint` was given last is still being read. */
  isWriting(): boolean;
  /** All that was begun is durable. */
  settle(): Promise<void>;
}

export interface Session {
  readonly run: string;
  readonly experiment: Experiment;
  readonly problem: AssimilationProblem;
  readonly method: AssimilationMethod;
  readonly queue: MemberQueue;
  /** Threads of this process, for the analysis. */
  readonly pool: ForwardPool;
  readonly backend: Backend;
  readonly store: RunStore;
  readonly listen: RunListener;
  readonly tracer: Tracer;
  /** Aborted by SIGINT or SIGTERM: the run ends after the step in hand, its checkpoint kept. */
  readonly signal: AbortSignal;
}
