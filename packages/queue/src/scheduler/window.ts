/** Keeps the queue supplied: retries first, then new batches, then copies of stragglers, within the window. */
import { JOBS_PER_THREAD } from '../queueSettings.ts';
import { batchKey, createBatch, type SchedulerState } from './state.ts';
import { addAttempt, notify, type Turn } from './turn.ts';

function openJobs(state: SchedulerState): number {
  let jobs = 0;
  for (const batch of state.open.values()) jobs += batch.attempts.length;
  return jobs;
}

/** Bytes that the open batches may hold in Redis, parameters and predictions; a disputed batch has none there. */
export function openBytes(state: SchedulerState): number {
  let members = 0;
  for (const batch of state.open.values()) if (!batch.disputed) members += batch.count;
  return members * state.settings.bytesPerMember;
}

const mostJobs = (state: SchedulerState): number => JOBS_PER_THREAD * Math.max(1, state.threads);

function retry(turn: Turn): void {
  for (const batch of turn.state.open.values())
    if (batch.attempts.length === 0 && !batch.disputed && batch.notBefore <= turn.now) addAttempt(turn, batch);
}

/** Cuts batches while there is room; one batch is always allowed, however large its members are. */
function cut(turn: Turn): void {
  const { state, policies } = turn;
  const { members, bytesPerMember, maximumBytesInFlight } = state.settings;
  let jobs = openJobs(state);
  let bytes = openBytes(state);
  while (state.next < members && jobs < mostJobs(state)) {
    const count = policies.nextBatchSize(state);
    bytes += count * bytesPerMember;
    if (state.open.size > 0 && bytes > maximumBytesInFlight) return;
    const batch = createBatch(state.next, count, false);
    state.open.set(batchKey(batch), batch);
    state.next += count;
    jobs++;
    addAttempt(turn, batch);
  }
}

function copyStragglers(turn: Turn): void {
  const { state, policies, now } = turn;
  for (const [key, batch] of state.open) {
    const seconds = policies.straggling(state, batch, now);
    if (seconds === undefined) continue;
    batch.copied = true;
    notify(turn, { kind: 'straggler', batch: key, seconds });
    addAttempt(turn, batch);
  }
}

export function fillWindow(turn: Turn): void {
  retry(turn);
  cut(turn);
  copyStragglers(turn);
}
