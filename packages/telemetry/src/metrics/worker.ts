/** What a process with evaluation threads does: a worker, or the coordinator when it evaluates in process. */
import type { MemberOutcome } from '@enkit/contracts';
import type { Registry } from 'prom-client';
import {
  boundedValue,
  counter,
  createInstruments,
  gauge,
  histogram,
  type Instruments,
  setState,
} from './definition.ts';
import { MEMBER_OUTCOMES } from './members.ts';
import { DIRECTIONS, type Direction } from './queue.ts';

export const WORKER_STATES = ['starting', 'ready', 'draining'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];
/** What Redis answers when a result is committed. ok: stored; closed: nobody waits for it any more. */
export const COMMIT_ANSWERS = ['ok', 'duplicate', 'conflict', 'stale', 'closed'] as const;
export type CommitAnswer = (typeof COMMIT_ANSWERS)[number];
const THREAD_STATES = ['busy', 'idle'] as const;

/** handed-back: given up at shutdown, for another worker; lock-lost: another worker has it already. */
export const BATCH_OUTCOMES = ['completed', 'failed', 'handed-back', 'lock-lost'] as const;
export type BatchOutcome = (typeof BATCH_OUTCOMES)[number];
const SECONDS_BUCKETS = [0.0001, 0.001, 0.01, 0.05, 0.2, 1, 5, 20, 60, 300, 1200, 3600];

export const WORKER_METRICS = {
  state: gauge('enkit_worker_state', '1 for the state that the worker is in, 0 for the others.', {
    state: WORKER_STATES,
  }),
  threads: gauge('enkit_worker_threads', 'Evaluation threads of this process, by state.', { state: THREAD_STATES }),
  batches: counter('enkit_worker_batches_total', 'Batches that this process ended, by outcome.', {
    outcome: BATCH_OUTCOMES,
  }),
  batchSeconds: histogram(
    'enkit_worker_batch_seconds',
    'Seconds from taking a batch to its committed result, by outcome.',
    SECONDS_BUCKETS,
    { outcome: BATCH_OUTCOMES },
  ),
  members: counter('enkit_worker_members_total', 'Members evaluated by this process, repeats included, by outcome.', {
    outcome: MEMBER_OUTCOMES,
  }),
  memberSeconds: histogram(
    'enkit_worker_member_seconds',
    'Seconds of one member on its thread, as the mean of its batch.',
    SECONDS_BUCKETS,
    {},
  ),
  results: counter(
    'enkit_worker_results_total',
    'Results offered, by the answer: stored, the same bytes again, other bytes, of an earlier coordinator, too late.',
    { answer: COMMIT_ANSWERS },
  ),
  stalls: counter(
    'enkit_worker_stalls_total',
    'Batches that this process found without a renewed lock and put back into the queue.',
  ),
  bytes: counter('enkit_worker_bytes_total', 'Bytes that this process moved through Redis, by direction.', {
    direction: DIRECTIONS,
  }),
};

/** One batch as it ended. */
export interface BatchReport {
  readonly outcome: BatchOutcome;
  /** Wall seconds from taking the batch to its committed result. */
  readonly seconds: number;
  /** Seconds on the thread; default `seconds`. */
  readonly evaluationSeconds?: number | undefined;
  /** One a member; empty when the batch did not complete. */
  readonly members: readonly MemberOutcome[];
}

export interface WorkerRecorder {
  setWorkerState(state: WorkerState): void;
  setThreads(threads: { readonly busy: number; readonly idle: number }): void;
  observeBatch(batch: BatchReport): void;
  /** The answer to a committed result. */
  countCommit(answer: CommitAnswer): void;
  /** A batch of some worker was found stalled. */
  countStall(): void;
  addWorkerBytes(direction: Direction, bytes: number): void;
}

function outcomeLabel(outcome: MemberOutcome): string {
  return outcome.status === 'evaluated' ? 'evaluated' : boundedValue(MEMBER_OUTCOMES, outcome.code);
}

function observeMembers(metrics: Instruments<typeof WORKER_METRICS>, batch: BatchReport): void {
  const seconds = (batch.evaluationSeconds ?? batch.seconds) / batch.members.length;
  for (const member of batch.members) {
    metrics.members.inc({ outcome: outcomeLabel(member) });
    metrics.memberSeconds.observe(seconds);
  }
}

export function createWorkerRecorder(registry: Registry): WorkerRecorder {
  const metrics = createInstruments(WORKER_METRICS, registry);
  return {
    setWorkerState: (state) => setState(metrics.state, 'state', WORKER_STATES, state),
    setThreads({ busy, idle }) {
      metrics.threads.set({ state: 'busy' }, busy);
      metrics.threads.set({ state: 'idle' }, idle);
    },
    observeBatch(batch) {
      metrics.batches.inc({ outcome: batch.outcome });
      metrics.batchSeconds.observe({ outcome: batch.outcome }, batch.seconds);
      observeMembers(metrics, batch);
    },
    countCommit: (answer) => metrics.results.inc({ answer }),
    countStall: () => metrics.stalls.inc(),
    addWorkerBytes: (direction, bytes) => metrics.bytes.inc({ direction }, bytes),
  };
}
