/** The two ends of a job that are no failure of its evaluation. */

/** Why a running job is stopped. */
export class Stop extends Error {
  readonly why: 'handed-back' | 'lock-lost';
  constructor(why: Stop['why']) {
    super(why);
    this.why = why;
  }
}

/** The job is not evaluated: nobody waits for it, or it killed its worker too often. */
export class Refusal extends Error {
  readonly code: 'JOB_STALE' | 'BATCH_POISON';
  constructor(code: Refusal['code']) {
    super(code === 'JOB_STALE' ? 'nobody waits for this job any more' : 'it ended its worker process too often');
    this.code = code;
  }
}
