/** What a worker has to say while it works; the application logs and counts it. */
import type { CommitAnswer } from './processJob.ts';

export type WorkerNotice =
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'job-done'; readonly job: string; readonly members: number }
  /** Redis' answer to a result; 'stale' and 'closed' are followed by job-failed, the others by job-done. */
  | { readonly kind: 'result-offered'; readonly job: string; readonly answer: CommitAnswer }
  /** This worker found a job, of any worker, without a renewed lock and put it back into the queue. */
  | { readonly kind: 'stalled'; readonly job: string }
  /** Coded, such as "PAYLOAD_MISSING: ..."; the coordinator reads the same text. */
  | { readonly kind: 'job-failed'; readonly job: string; readonly message: string }
  /** Given back to the queue before its end. */
  | { readonly kind: 'handed-back'; readonly job: string };
