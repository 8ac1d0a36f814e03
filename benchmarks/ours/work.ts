/** What a Node process of the bench can do, as a message of JSON. Sizes are those of the case's table. */
import type { Activation, BackendName, Precision as ArithmeticPrecision } from '@enkit/numerics';

export type Precision = 'f64' | 'f32';

export function precisionNamed(name: Precision = 'f64'): ArithmeticPrecision {
  return name === 'f32' ? 'single' : 'double';
}

export interface NetworkSizes {
  readonly layers: readonly number[];
  readonly activation: Activation;
  readonly members: number;
  readonly points: number;
  readonly weightScale: number;
}

export interface ForwardWork extends NetworkSizes {
  readonly work: 'forward';
  /** 'plain' is straightforward JavaScript on typed arrays. */
  readonly backend: BackendName | 'plain';
  readonly precision: Precision;
}

export interface LinearAlgebraWork {
  readonly work: 'linear-algebra';
  readonly operation: 'gemm' | 'cholesky' | 'syrk' | 'triangular-solve';
  readonly backend: BackendName;
  readonly n: number;
}

export interface AnalysisWork {
  readonly work: 'analysis';
  readonly backend: BackendName;
  readonly precision: Precision;
  readonly threads: number;
  readonly parameters: number;
  readonly members: number;
  readonly data: number;
  /** Overwrites the ensemble instead of writing a second one. */
  readonly inPlace: boolean;
  /** In which the ensemble is kept; default f64. */
  readonly kept?: Precision;
}

/** The evaluation of an ensemble on threads, as a run asks for it. */
export interface EvaluationWork extends NetworkSizes {
  readonly work: 'evaluation';
  /**
   * 'threads': bare worker threads, each with its share; 'in-process': the member queue of this process;
   * 'bullmq': the member queue through Redis, with one worker process.
   */
  readonly through: 'threads' | 'in-process' | 'bullmq';
  readonly threads: number;
}

export type Work = ForwardWork | LinearAlgebraWork | AnalysisWork | EvaluationWork;

/** A work that is ready to be timed. */
export interface PreparedWork {
  readonly detail: string;
  readonly checksum?: number;
  /** Before each timed call, outside of the timing. */
  before?(): void;
  call(): void | Promise<void>;
  close?(): Promise<void>;
}
