/** What the scheduler knows about one evaluation. The state is owned: `step` changes it in place and hands it back. */

export interface SchedulerSettings {
  readonly run: string;
  /** Fencing token of the coordinator; part of every job id, so that no job of a predecessor shadows one of ours. */
  readonly epoch: number;
  readonly step: number;
  readonly purpose: string;
  /** Members of the request; the scheduler knows them by row, 0 to members - 1. */
  readonly members: number;
  /** The user's batch size; measured when absent. */
  readonly batch?: number | undefined;
  /** Bytes that one member holds in Redis while its batch is open: parameters and predictions. */
  readonly bytesPerMember: number;
  readonly maximumBatchBytes: number;
  readonly maximumBytesInFlight: number;
  /** Seconds of a member in an earlier evaluation of the same kind. */
  readonly secondsPerMember?: number | undefined;
}

/** One job that was handed to the queue and is not known to be over. */
export interface Attempt {
  readonly id: string;
  /** When it was first seen running, on the scheduler's clock, in seconds. */
  runningSince?: number | undefined;
}

/** Consecutive rows that are evaluated together. */
export interface Batch {
  readonly first: number;
  readonly count: number;
  /** It killed its worker too often: it runs alone, so that the next death convicts nobody else. */
  suspected: boolean;
  /** Two different results are known: the coordinator evaluates it itself. */
  disputed: boolean;
  attempts: Attempt[];
  attemptsMade: number;
  /** Attempts that failed or were lost in a row; the pause before the next one grows with them. */
  losses: number;
  /** Attempts that workers refused since any batch was last accepted. */
  refusals: number;
  /** No new attempt before this time. */
  notBefore: number;
  /** A speculative copy was made. */
  copied: boolean;
}

export type SchedulerPhase = 'running' | 'confirming' | 'finished' | 'failed';

export interface SchedulerState {
  readonly settings: SchedulerSettings;
  phase: SchedulerPhase;
  /** Worker threads known. */
  threads: number;
  /** First row that is in no batch yet. */
  next: number;
  /** Batches without an accepted result, by key; at most as many as the window holds. */
  readonly open: Map<string, Batch>;
  /** Accepted batches: the digest of the result that was taken over. */
  readonly accepted: Map<string, string>;
  /** One byte a row: 1 when its outcome is known. The barrier is counted from these. */
  readonly done: Uint8Array;
  doneCount: number;
  /** Seconds of a member, one value per accepted batch, newest last. */
  readonly memberSeconds: number[];
}

export function batchKey(batch: { readonly first: number; readonly count: number }): string {
  return `${batch.first}-${batch.count}`;
}

export function createBatch(first: number, count: number, suspected: boolean): Batch {
  return {
    first,
    count,
    suspected,
    disputed: false,
    attempts: [],
    attemptsMade: 0,
    losses: 0,
    refusals: 0,
    notBefore: 0,
    copied: false,
  };
}

/** The batch that a key names, as it was when it was cut. */
export function batchOfKey(key: string): Batch {
  const [first, count] = key.split('-').map(Number);
  return createBatch(first, count, false);
}

/** The state before the first event; `step` with an event of type 'tick' starts it. */
export function createSchedulerState(settings: SchedulerSettings, threads: number): SchedulerState {
  return {
    settings,
    phase: 'running',
    threads,
    next: 0,
    open: new Map(),
    accepted: new Map(),
    done: new Uint8Array(settings.members),
    doneCount: 0,
    memberSeconds: [],
  };
}
