/** Results that were read back: the first valid one counts, a different one is disputed and settled by ourselves. */
import type { SchedulerEvent } from './messages.ts';
import { type Batch, batchKey, batchOfKey, type SchedulerState } from './state.ts';
import { abandonAttempts, countRows, notify, type Turn } from './turn.ts';

/** Samples kept: enough for a 95 % quantile, few enough to follow a change. */
const SAMPLES = 200;

function measure(turn: Turn, batch: Batch, seconds: number): void {
  const { memberSeconds } = turn.state;
  memberSeconds.push(seconds / batch.count);
  if (memberSeconds.length > SAMPLES) memberSeconds.shift();
}

function accept(turn: Turn, batch: Batch, digest: string): void {
  const { state, commands } = turn;
  const key = batchKey(batch);
  // A single one is the job whose result this is, and over; or it ends at once when it sees the result.
  if (batch.attempts.length > 1) abandonAttempts(turn, batch);
  state.open.delete(key);
  state.accepted.set(key, digest);
  countRows(state, batch, 1);
  for (const other of state.open.values()) other.refusals = 0;
  commands.push({ type: 'accept', batch: key, digest });
}

export function onResult(turn: Turn, event: Extract<SchedulerEvent, { type: 'result' }>): void {
  if (!turn.policies.counts(turn.state, event.batch)) return;
  const batch = turn.state.open.get(event.batch) ?? batchOfKey(event.batch);
  measure(turn, batch, event.seconds);
  accept(turn, batch, event.digest);
}

/** The erased result leaves a job that is completed without one: the next inspection starts another attempt. */
export function onUnreadable(turn: Turn, event: Extract<SchedulerEvent, { type: 'unreadable' }>): void {
  if (!turn.state.open.has(event.batch)) return;
  turn.commands.push({ type: 'erase', batch: event.batch });
  notify(turn, { kind: 'unreadable', batch: event.batch, code: event.code });
}

/** The batch as an open one again when its result had been taken over; undefined when nobody waits for it. */
function reopen(state: SchedulerState, key: string): Batch | undefined {
  const batch = state.open.get(key);
  if (batch || !state.accepted.delete(key)) return batch;
  const reopened = batchOfKey(key);
  state.open.set(key, reopened);
  countRows(state, reopened, -1);
  return reopened;
}

export function onConflict(turn: Turn, key: string): void {
  const batch = reopen(turn.state, key);
  if (!batch || batch.disputed) return;
  batch.disputed = true;
  abandonAttempts(turn, batch);
  notify(turn, { kind: 'conflict', batch: key });
  turn.commands.push({ type: 'settle', batch: key });
}

export function onSettled(turn: Turn, event: Extract<SchedulerEvent, { type: 'settled' }>): void {
  const batch = turn.state.open.get(event.batch);
  if (batch?.disputed) accept(turn, batch, event.digest);
}
