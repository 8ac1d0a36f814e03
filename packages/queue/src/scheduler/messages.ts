/** What the scheduler is told (events) and what it wants done (commands). Plain values; batches are named by key. */

export type JobState = 'waiting' | 'active' | 'completed' | 'failed' | 'missing';

/** What the queue says about one job of ours. */
export interface ObservedJob {
  readonly id: string;
  readonly state: JobState;
  /** Of a failed job: the code and the sentence that the worker left. */
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

export type SchedulerEvent =
  | { readonly type: 'tick' }
  | { readonly type: 'capacity'; readonly threads: number }
  /** A hint that may be late, repeated, missing or wrong: this job seems to be over. */
  | { readonly type: 'hint'; readonly job: string }
  /** An inspection: jobs as they were, then the batches whose results had been committed a moment later. */
  | { readonly type: 'observed'; readonly jobs: readonly ObservedJob[]; readonly committed: readonly string[] }
  /** A committed result was read back and its checksum and shape hold. */
  | { readonly type: 'result'; readonly batch: string; readonly digest: string; readonly seconds: number }
  /** A committed result cannot be used. */
  | { readonly type: 'unreadable'; readonly batch: string; readonly code: string }
  /** A second result with other bytes was offered for this batch. */
  | { readonly type: 'conflict'; readonly batch: string }
  /** The coordinator evaluated a disputed batch itself. */
  | { readonly type: 'settled'; readonly batch: string; readonly digest: string }
  /** The lease is held and no dispute is known: the answer to 'confirm'. */
  | { readonly type: 'confirmed' }
  /** Another coordinator holds the lease. */
  | { readonly type: 'fenced' };

export interface JobOrder {
  readonly id: string;
  readonly batch: string;
  readonly first: number;
  readonly count: number;
  readonly attempt: number;
  /** Runs while nothing else runs in its worker process. */
  readonly alone: boolean;
  /** Starts without an orderly end after which a worker refuses it as poison. */
  readonly strikes: number;
}

export type SchedulerNotice =
  | { readonly kind: 'lost'; readonly jobs: number }
  | { readonly kind: 'retry'; readonly batch: string; readonly code: string; readonly message: string }
  | { readonly kind: 'conflict'; readonly batch: string }
  | { readonly kind: 'unreadable'; readonly batch: string; readonly code: string }
  | { readonly kind: 'suspected'; readonly batch: string }
  | { readonly kind: 'straggler'; readonly batch: string; readonly seconds: number };

export type SchedulerCommand =
  | { readonly type: 'add'; readonly order: JobOrder }
  /** Read back this batch's committed result; answer 'result', 'unreadable' or 'conflict'. */
  | { readonly type: 'read'; readonly batch: string }
  /** Take the result over; its memory in Redis is free again. */
  | { readonly type: 'accept'; readonly batch: string; readonly digest: string }
  /** Forget a committed result, so that another one can be committed. */
  | { readonly type: 'erase'; readonly batch: string }
  /** Evaluate the batch in this process; answer 'settled'. */
  | { readonly type: 'settle'; readonly batch: string }
  /** The member at `row` kills its worker: record BATCH_POISON. */
  | { readonly type: 'convict'; readonly row: number }
  /** Free what an abandoned batch holds in Redis. */
  | { readonly type: 'release'; readonly batch: string }
  /** Take these jobs off the queue unless they run. */
  | { readonly type: 'remove'; readonly jobs: readonly string[] }
  /** Make sure that the lease is held and no dispute is left; answer 'confirmed', 'conflict' or 'fenced'. */
  | { readonly type: 'confirm' }
  | { readonly type: 'finish' }
  | { readonly type: 'fail'; readonly code: string; readonly message: string }
  | { readonly type: 'notice'; readonly notice: SchedulerNotice };
