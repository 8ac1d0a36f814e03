/** What a worker has to say while it works; the application logs and counts it. */
export type WorkerNotice =
  | { readonly kind: 'trouble'; readonly message: string }
  | { readonly kind: 'job-done'; readonly job: string; readonly members: number }
  /** Coded, such as "PAYLOAD_MISSING: ..."; the coordinator reads the same text. */
  | { readonly kind: 'job-failed'; readonly job: string; readonly message: string }
  /** Given back to the queue before its end. */
  | { readonly kind: 'handed-back'; readonly job: string };
