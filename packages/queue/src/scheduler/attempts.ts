/** What an inspection of the queue means for the attempts of each batch. */
import type { ObservedJob, SchedulerEvent } from './messages.ts';
import { type Batch, batchKey, createBatch } from './state.ts';
import { abandonAttempts, countRows, fail, notify, type Turn } from './turn.ts';

/**
 * Failures that say nothing about the batch: another attempt, on another worker or with its payload written again, may
 * well succeed. They are repeated without limit. With any other code a worker refuses the work itself.
 */
const PASSING_FAILURES = new Set([
  'JOB_STALE',
  'WORKER_LOST',
  'PAYLOAD_MISSING',
  'PAYLOAD_CHECKSUM',
  'BATCH_TIMEOUT',
  'NUMERIC_FINGERPRINT',
  'QUEUE_CLOSED',
]);
/** Refusals of one batch in a row, while no other batch is accepted, after which the evaluation fails. */
const MOST_REFUSALS = 6;

function lose(turn: Turn, batch: Batch): void {
  batch.losses++;
  batch.notBefore = turn.now + turn.policies.retryPause(batch);
}

function onFailed(turn: Turn, batch: Batch, job: ObservedJob): void {
  const { code = 'WORKER_FAILED', message = 'no reason given' } = job;
  lose(turn, batch);
  notify(turn, { kind: 'retry', batch: batchKey(batch), code, message });
  if (PASSING_FAILURES.has(code)) return;
  batch.refusals++;
  if (batch.refusals >= MOST_REFUSALS) fail(turn, code, message);
}

function split(turn: Turn, batch: Batch): void {
  const { state, policies, commands } = turn;
  const key = batchKey(batch);
  state.open.delete(key);
  commands.push({ type: 'release', batch: key });
  for (const { first, count } of policies.halves(batch)) {
    const half = createBatch(first, count, true);
    state.open.set(batchKey(half), half);
  }
}

function convict(turn: Turn, batch: Batch): void {
  const { state, commands } = turn;
  const key = batchKey(batch);
  state.open.delete(key);
  countRows(state, batch, 1);
  commands.push({ type: 'convict', row: batch.first }, { type: 'release', batch: key });
}

/** A batch killed its worker too often: suspect it, halve it, or convict its only member. */
function onPoison(turn: Turn, batch: Batch): void {
  abandonAttempts(turn, batch);
  notify(turn, { kind: 'suspected', batch: batchKey(batch) });
  const verdict = turn.policies.verdict(batch);
  if (verdict === 'split') split(turn, batch);
  else if (verdict === 'convict') convict(turn, batch);
  else batch.suspected = true;
}

/** Returns whether the job was lost. */
function onObservedJob(turn: Turn, batch: Batch, job: ObservedJob, committed: boolean): boolean {
  const fate = turn.policies.fate(job, committed);
  if (fate === 'keep') {
    const attempt = batch.attempts.find(({ id }) => id === job.id);
    if (attempt) attempt.runningSince = job.state === 'active' ? (attempt.runningSince ?? turn.now) : undefined;
    return false;
  }
  batch.attempts = batch.attempts.filter(({ id }) => id !== job.id);
  if (fate === 'poison') onPoison(turn, batch);
  else if (fate === 'failed') onFailed(turn, batch, job);
  else if (batch.attempts.length === 0) lose(turn, batch);
  return fate === 'lost';
}

/** Jobs of ours by id, each with its batch. */
function attemptsById(turn: Turn): Map<string, Batch> {
  const found = new Map<string, Batch>();
  for (const batch of turn.state.open.values()) for (const { id } of batch.attempts) found.set(id, batch);
  return found;
}

/** The reconcile loop: reads what was committed, notices what is missing, failed, or completed without a result. */
export function onObserved(turn: Turn, event: Extract<SchedulerEvent, { type: 'observed' }>): void {
  const { state, policies, commands } = turn;
  const committed = new Set(event.committed);
  const known = attemptsById(turn);
  let lost = 0;
  for (const job of event.jobs) {
    const batch = known.get(job.id);
    if (!batch?.attempts.some(({ id }) => id === job.id)) continue;
    if (onObservedJob(turn, batch, job, committed.has(batchKey(batch)))) lost++;
  }
  if (lost > 0) notify(turn, { kind: 'lost', jobs: lost });
  for (const batch of committed) if (policies.counts(state, batch)) commands.push({ type: 'read', batch });
}

/** An event of the queue names a job: look for its result, nothing more. */
export function onHint(turn: Turn, job: string): void {
  for (const [key, batch] of turn.state.open) {
    const ours = batch.attempts.some(({ id }) => id === job);
    if (ours && turn.policies.counts(turn.state, key)) turn.commands.push({ type: 'read', batch: key });
  }
}
