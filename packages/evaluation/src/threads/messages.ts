/**
 * The thread boundary: what the main side ({@link file://./forwardPool.ts}) sends and the thread side
 * ({@link file://./threadSide.ts}) answers. Numbers lie on shared memory: a message carries references, never copies.
 */
import type { AnalysisOperator, ObservationError, UpdateKind } from '@enkit/assimilation';
import type { MemberOutcome, ModelSpecification } from '@enkit/contracts';
import type { BaselineData, BaselineProgress, BaselineSettings, MlpSpecification } from '@enkit/models';
import type { BackendName, Matrix } from '@enkit/numerics';

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
  readonly parameters: Matrix;
  readonly predicted: Matrix;
  /** Shared with the main side: which row runs and since when. */
  readonly marker: Marker;
}

/** Shared memory in which a thread says what it is doing, so that the main side knows when it dies or hangs. */
export interface Marker {
  /** [row that runs, or -1]. */
  readonly row: Int32Array;
  /** Per row: 0 not done, 1 evaluated, 2 failed. */
  readonly state: Uint8Array;
  /** Seconds each row took, n. */
  readonly seconds: Float64Array;
}

export interface PrepareTask {
  readonly type: 'prepare-analysis';
  readonly backend: BackendName;
  readonly predicted: Matrix;
  readonly observations: { readonly values: Float64Array; readonly error: ObservationError };
  readonly alpha: number;
  readonly update: UpdateKind;
  readonly seed: number;
  readonly step: number;
  readonly members: Uint32Array;
}

export interface ApplyTask {
  readonly type: 'apply-analysis';
  readonly backend: BackendName;
  readonly operator: AnalysisOperator;
  readonly parameters: Matrix;
  /** Written, columns [from, to) only. */
  readonly updated: Matrix;
  readonly from: number;
  readonly to: number;
}

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

export type ThreadTask = WarmUpTask | ForwardTask | PrepareTask | ApplyTask | BaselineTask;
export type ForwardAnswer = readonly MemberOutcome[];
