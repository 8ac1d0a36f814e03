/** One call of `step`: the state, the clock reading, the commands so far, and the moves that several events share. */
import type { SchedulerCommand, SchedulerNotice } from './messages.ts';
import type { SchedulerPolicies } from './policies.ts';
import { type Batch, batchKey, type SchedulerState } from './state.ts';

export interface Turn {
  readonly state: SchedulerState;
  /** Seconds on any clock that does not go back. */
  readonly now: number;
  readonly commands: SchedulerCommand[];
  readonly policies: SchedulerPolicies;
}

export function notify(turn: Turn, notice: SchedulerNotice): void {
  turn.commands.push({ type: 'notice', notice });
}

/** Counts the batch's rows as done (+1) or, when a dispute reopens it, as not done (-1). */
export function countRows(state: SchedulerState, batch: { first: number; count: number }, sign: 1 | -1): void {
  state.done.fill(sign === 1 ? 1 : 0, batch.first, batch.first + batch.count);
  state.doneCount += sign * batch.count;
}

/** Gives up all attempts of a batch; those that run end on their own and are not listened to. */
export function abandonAttempts(turn: Turn, batch: Batch): void {
  const jobs = batch.attempts.map(({ id }) => id);
  if (jobs.length > 0) turn.commands.push({ type: 'remove', jobs });
  batch.attempts = [];
}

/** Hands one more job for this batch to the queue. */
export function addAttempt(turn: Turn, batch: Batch): void {
  const { state, policies } = turn;
  const attempt = ++batch.attemptsMade;
  const id = policies.jobId(state.settings, batch, attempt);
  batch.attempts.push({ id });
  const { first, count } = batch;
  const order = {
    id,
    batch: batchKey(batch),
    first,
    count,
    attempt,
    alone: batch.suspected,
    strikes: policies.strikes(batch),
  };
  turn.commands.push({ type: 'add', order });
}

/** The evaluation ends without a result. */
export function fail(turn: Turn, code: string, message: string): void {
  turn.state.phase = 'failed';
  turn.commands.push({ type: 'fail', code, message });
}
