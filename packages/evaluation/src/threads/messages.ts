/**
 * The thread boundary: what the main side ({@link file://./forwardPool.ts}) sends and the thread side
 * ({@link file://./threadSide.ts}) answers. Numbers lie on shared memory: a message carries references, never copies.
 */
import type { AnalysisInput, AnalysisWork, EnsembleUpdate, UpdateSummary } from '@enkit/assimilation';
import type { MemberFailure, ModelSpecification } from '@enkit/contracts';
import type { BaselineData, BaselineProgress, BaselineSettings, MlpSpecification } from '@enkit/models';
import type { AnyMatrix, BackendName, Matrix } from '@enkit/numerics';

export interface ForwardTask {
  readonly type: 'forward';
  readonly backend: BackendName;
  readonly model: ModelSpecification;
  /** Identifies (model, points) so that a thread prepares them once. */
  readonly pointsKey: string;
  readonly inputs: Matrix;
  readonly step: number;
  readonly seed: number;
  readonly members: Uint32Array;
  readonly parameters: AnyMatrix;
  readonly predicted: Matrix;
  /** Shared with the main side and with the threads that share the batch: which row runs, and which are done. */
  readonly marker: Marker;
}

/** Shared memory in which a thread says what it is doing, so that the main side knows when it dies or hangs. */
export interface Marker {
  /** [row that runs, or -1] on this thread. */
  readonly row: Int32Array;
  /** [row to take next]: threads that share a batch take row after row, so that none waits long for another. */
  readonly next: Int32Array;
  /** Per row: 0 not done, 1 evaluated, 2 failed. */
  readonly state: Uint8Array;
  /** Seconds each row took, n. */
  readonly seconds: Float64Array;
}

/** A thread's part in a whole analysis, preparation and update: it follows the plan ({@link file://./followPlan.ts}). */
export interface UpdateTask extends Omit<EnsembleUpdate, 'input'> {
  readonly type: 'update';
  readonly backend: BackendName;
  readonly input: Omit<AnalysisInput, 'parameters' | 'memory'>;
  /** What the plan computes on the way lies here. */
  readonly arena: SharedArrayBuffer;
  readonly progress: Int32Array;
}

/** 'left': others have ended the plan; 'full': the arena is too small for it, and nothing was updated. */
export type UpdateAnswer = UpdateSummary | 'left' | 'full';

/** A thread's part in a group of works: it takes blocks until there are none. */
export interface AnalysisTask {
  readonly type: 'analysis';
  readonly backend: BackendName;
  readonly works: readonly AnalysisWork[];
  /** Blocks of all works. */
  readonly total: number;
  /** Shared: [NEXT] block to take, [DONE] blocks computed. */
  readonly progress: Int32Array;
}

/** Positions in `progress`. */
export const NEXT = 0;
export const DONE = 1;

export interface BaselineTask {
  readonly type: 'baseline';
  readonly backend: BackendName;
  readonly settings: BaselineSettings;
  readonly model: MlpSpecification;
  readonly data: BaselineData;
  readonly seed: number;
  /** Steps between two snapshots of the parameters; none when absent. */
  readonly snapshotEvery?: number | undefined;
}

export interface BaselineOutcome {
  readonly parameters: Float64Array;
  readonly progress: BaselineProgress;
  readonly snapshots: readonly { readonly progress: BaselineProgress; readonly parameters: Float64Array }[];
  /** Seconds that the thread computed. */
  readonly seconds: number;
}

/** Makes a thread load what it needs. */
export interface WarmUpTask {
  readonly type: 'warm-up';
  readonly backend: BackendName;
  /** Counts the threads that have come; each waits for the others, so that every thread gets one task. */
  readonly arrived: Int32Array;
  readonly threads: number;
}

export type ThreadTask = WarmUpTask | ForwardTask | UpdateTask | AnalysisTask | BaselineTask;
export interface ThreadMessage {
  readonly task: ThreadTask;
  /** Collections of dead memory on the main side: a thread that is behind makes one too. */
  readonly collections: number;
}

/** The rows that failed on this thread; the others that it took are evaluated. */
export type ForwardAnswer = readonly { readonly row: number; readonly outcome: MemberFailure }[];
