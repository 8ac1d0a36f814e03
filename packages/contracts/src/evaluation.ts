/**
 * The port between the coordinator's loop and whatever evaluates members: worker threads in this process, or worker
 * processes on other nodes. Both adapters take the same requests and give the same bits.
 */
import type { AnyMatrix, BackendName, Matrix } from '@enkit/numerics';
import type { MlpSpecification } from '@enkit/models';

/** A forward model in a file of the user's: a function `(parameters, context) => predicted data`. */
export interface ModuleSpecification {
  readonly type: 'module';
  /** Absolute path of the module on the evaluating node. */
  readonly path: string;
  /** Name of the exported function. */
  readonly exportName: string;
  /** Hex sha256 of the file's bytes: a worker with another file refuses. */
  readonly sha256: string;
  /** Length of the parameter vector, Nm. */
  readonly parameters: number;
  /** Predicted values per point, so that Nd = points x outputs. */
  readonly outputs: number;
}

/** A function of the calling program, evaluated on its own thread: no worker can have it. */
export interface FunctionSpecification {
  readonly type: 'function';
  /** Nm. */
  readonly parameters: number;
  /** Predicted values per point. */
  readonly outputs: number;
}

export type ModelSpecification = MlpSpecification | ModuleSpecification | FunctionSpecification;

/** All that does not change during a run and that every worker needs once. Addressed by its digest. */
export interface EvaluationContext {
  readonly run: string;
  readonly seed: number;
  readonly backend: BackendName;
  readonly model: ModelSpecification;
  /** Inputs by name ('train', 'test', ...), points x inputs, in the model's own (standardised) units. */
  readonly points: Readonly<Record<string, Matrix>>;
  /** Hard limit of one member's evaluation in seconds. */
  readonly timeLimitSeconds: number;
}

/** Evaluate `members` on the points `pointSet` (all, or those at `pointIndices`). */
export interface EvaluationRequest {
  readonly step: number;
  /** Distinguishes several evaluations of one step, such as 'assimilate' and 'monitor'; part of every job id. */
  readonly purpose: string;
  readonly pointSet: string;
  readonly pointIndices?: Uint32Array;
  /** Ids of the members, ascending; row k of `parameters` belongs to members[k]. */
  readonly members: Uint32Array;
  /** n x Nm, member-major, on shared memory. */
  readonly parameters: AnyMatrix;
}

/** Evaluations that take as long for a member: of one purpose, on one set of points. */
export const evaluationKind = ({ purpose, pointSet }: Pick<EvaluationRequest, 'purpose' | 'pointSet'>): string =>
  `${purpose} ${pointSet}`;

/** What became of one member. A failed member is a value, not an exception. */
export type MemberOutcome = { readonly status: 'evaluated' } | MemberFailure;

/** The outcome of every sound member: one value, as thousands a second would cost more than the watching. */
export const EVALUATED: MemberOutcome = { status: 'evaluated' };

export interface MemberFailure {
  readonly status: 'failed';
  readonly code: MemberFailureCode;
  /** One line, such as "output 3 is NaN". */
  readonly message: string;
  /** Where it was evaluated: host name and process. */
  readonly node: string;
}

export type MemberFailureCode =
  | 'MEMBER_NONFINITE'
  | 'MEMBER_SHAPE'
  | 'MEMBER_TYPE'
  | 'MEMBER_THREW'
  | 'MEMBER_TIMEOUT'
  | 'MEMBER_EXIT'
  | 'MEMBER_OOM'
  | 'BATCH_POISON';

export const MEMBER_FAILURE_CODES: readonly MemberFailureCode[] = [
  'MEMBER_NONFINITE',
  'MEMBER_SHAPE',
  'MEMBER_TYPE',
  'MEMBER_THREW',
  'MEMBER_TIMEOUT',
  'MEMBER_EXIT',
  'MEMBER_OOM',
  'BATCH_POISON',
];

export interface EvaluationResult {
  /** n x Nd, rows in the order of the request's members; the row of a failed member is NaN. On shared memory. */
  readonly predicted: Matrix;
  /** n, in the same order. */
  readonly outcomes: readonly MemberOutcome[];
}

/** A consecutive part of a request: rows [first, first + count) of its members. */
export interface MemberBatch {
  readonly first: number;
  readonly count: number;
}

/** Progress within one evaluation, for the terminal, metrics and the live page. */
export interface EvaluationProgress {
  readonly step: number;
  readonly purpose: string;
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Where the last batch ran. */
  readonly node: string;
}

export interface MemberQueue {
  /** 'in-process' or 'bullmq', for the run's provenance. */
  readonly kind: string;
  /** Fencing token of this coordinator, which a checkpoint must keep; 0 where no other can interfere. */
  readonly epoch: number;
  /** Worker threads in this process, or those of all workers seen. */
  threads(): number;
  evaluate(request: EvaluationRequest, onProgress?: (progress: EvaluationProgress) => void): Promise<EvaluationResult>;
  /** Releases threads and connections; the queue cannot be used afterwards. */
  close(): Promise<void>;
}
