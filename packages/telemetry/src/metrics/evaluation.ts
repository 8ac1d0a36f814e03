/** Evaluation of members on the threads of a process: a worker, or the coordinator of a run without Redis. */
import type { MemberOutcome } from '@enkit/contracts';
import type { Registry } from 'prom-client';
import { boundedValue, counter, createInstruments, gauge, histogram, type Instruments } from './definition.ts';
import { MEMBER_OUTCOMES } from './members.ts';

const THREAD_STATES = ['busy', 'idle'] as const;

/** handed-back: given up at shutdown, for another worker; lock-lost: another worker has it already. */
export const BATCH_OUTCOMES = ['completed', 'failed', 'handed-back', 'lock-lost'] as const;
export type BatchOutcome = (typeof BATCH_OUTCOMES)[number];
const SECONDS_BUCKETS = [0.0001, 0.001, 0.01, 0.05, 0.2, 1, 5, 20, 60, 300, 1200, 3600];

export const EVALUATION_METRICS = {
  threads: gauge('enkit_worker_threads', 'Evaluation threads of this process, by state.', { state: THREAD_STATES }),
  batches: counter('enkit_worker_batches_total', 'Batches that this process ended, by outcome.', {
    outcome: BATCH_OUTCOMES,
  }),
  batchSeconds: histogram(
    'enkit_worker_batch_seconds',
    'Seconds that evaluating a batch took, by outcome.',
    SECONDS_BUCKETS,
    {
      outcome: BATCH_OUTCOMES,
    },
  ),
  members: counter('enkit_worker_members_total', 'Members evaluated by this process, repeats included, by outcome.', {
    outcome: MEMBER_OUTCOMES,
  }),
  memberSeconds: histogram(
    'enkit_worker_member_seconds',
    'Seconds of one member, as the mean of its batch.',
    SECONDS_BUCKETS,
    {},
  ),
};

/** One batch as it ended. */
export interface BatchReport {
  readonly outcome: BatchOutcome;
  /** Wall seconds of the evaluation. */
  readonly seconds: number;
  /** One a member; empty when the batch did not complete. */
  readonly members: readonly MemberOutcome[];
}

export interface EvaluationRecorder {
  setThreads(threads: { readonly busy: number; readonly idle: number }): void;
  observeBatch(batch: BatchReport): void;
}

function outcomeLabel(outcome: MemberOutcome): string {
  return outcome.status === 'evaluated' ? 'evaluated' : boundedValue(MEMBER_OUTCOMES, outcome.code);
}

function observeMembers(metrics: Instruments<typeof EVALUATION_METRICS>, batch: BatchReport): void {
  const seconds = batch.seconds / batch.members.length;
  // Labels are looked up once for all members of an outcome.
  const counts = new Map<string, number>();
  for (const member of batch.members) {
    const outcome = outcomeLabel(member);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    metrics.memberSeconds.observe(seconds);
  }
  for (const [outcome, count] of counts) metrics.members.inc({ outcome }, count);
}

export function createEvaluationRecorder(registry: Registry): EvaluationRecorder {
  const metrics = createInstruments(EVALUATION_METRICS, registry);
  return {
    setThreads({ busy, idle }) {
      metrics.threads.set({ state: 'busy' }, busy);
      metrics.threads.set({ state: 'idle' }, idle);
    },
    observeBatch(batch) {
      metrics.batches.inc({ outcome: batch.outcome });
      metrics.batchSeconds.observe({ outcome: batch.outcome }, batch.seconds);
      observeMembers(metrics, batch);
    },
  };
}
