/**
 * What a worker does with one job, whatever carries it: wait for its turn, note that it starts, load, evaluate, commit.
 * The start is taken back at every orderly end, so a start that is left over means that the process died or froze.
 */
import type { IsolationGate } from './isolationGate.ts';

/** 'done': a result is committed already. 'stale' and 'closed': nobody waits for it. 'poison': too many deaths. */
export type BeginAnswer = 'ok' | 'done' | 'stale' | 'closed' | 'poison';
export type CommitAnswer = 'ok' | 'duplicate' | 'conflict' | 'stale' | 'closed';

export interface JobEffects<Work, Result> {
  /** Notes the start, under a token of this run of the job. */
  begin(): Promise<BeginAnswer>;
  load(): Promise<Work>;
  evaluate(work: Work, signal: AbortSignal): Promise<Result>;
  /** Commits the result and takes the start back, in one. */
  commit(result: Result): Promise<CommitAnswer>;
  /** Takes the start back: an orderly end without a result. */
  end(): Promise<void>;
}

/** What becomes of the job: 'done' when its batch has a result, else the code of the refusal. */
export type JobAnswer = 'done' | 'JOB_STALE' | 'BATCH_POISON';

const ANSWERS: Readonly<Record<Exclude<BeginAnswer, 'ok'> | CommitAnswer, JobAnswer>> = {
  done: 'done',
  ok: 'done',
  duplicate: 'done',
  conflict: 'done',
  stale: 'JOB_STALE',
  closed: 'JOB_STALE',
  poison: 'BATCH_POISON',
};

async function evaluateAndCommit<Work, Result>(
  effects: JobEffects<Work, Result>,
  signal: AbortSignal,
): Promise<CommitAnswer> {
  try {
    const result = await effects.evaluate(await effects.load(), signal);
    signal.throwIfAborted();
    return await effects.commit(result);
  } catch (error) {
    // When even this fails, the start stays noted: one strike too many, which only makes the batch run alone sooner.
    await effects.end().catch(() => undefined);
    throw error;
  }
}

/** Processes one job. Rejects with the error of loading or evaluating, or with the signal's reason. */
export async function processJob<Work, Result>(
  effects: JobEffects<Work, Result>,
  gate: IsolationGate,
  alone: boolean,
  signal: AbortSignal,
): Promise<JobAnswer> {
  const leave = await gate.enter(alone, signal);
  try {
    const begun = await effects.begin();
    return ANSWERS[begun === 'ok' ? await evaluateAndCommit(effects, signal) : begun];
  } finally {
    leave();
  }
}
