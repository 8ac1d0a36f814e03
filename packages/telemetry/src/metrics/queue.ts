/** The member queue as the coordinator sees it: depth, bytes, the workers at the other end, and what went wrong. */
import type { Registry } from 'prom-client';
import { counter, createInstruments, gauge } from './definition.ts';

/** held: batches that the limit on bytes in flight keeps back; the others are BullMQ's states. */
export const JOB_STATES = ['held', 'waiting', 'active', 'delayed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];
export const DIRECTIONS = ['sent', 'received'] as const;
export type Direction = (typeof DIRECTIONS)[number];

export const QUEUE_METRICS = {
  jobs: gauge('enkit_queue_jobs', 'Batches of members not yet finished, by state; workers are scaled by their sum.', {
    state: JOB_STATES,
  }),
  inFlightBytes: gauge('enkit_queue_in_flight_bytes', 'Bytes of parameters and predictions that now lie in Redis.'),
  bytes: counter('enkit_queue_bytes_total', 'Bytes that the coordinator moved through Redis, by direction.', {
    direction: DIRECTIONS,
  }),
  workers: gauge(
    'enkit_workers_connected',
    'Workers that have reported to the coordinator lately; in process it is 1.',
  ),
  threads: gauge('enkit_workers_threads', 'Worker threads of all the workers connected.'),
  retried: counter('enkit_batches_retried_total', 'Batches sent again after a failed attempt.'),
  stalled: counter('enkit_batches_stalled_total', 'Batches taken back from a worker that no longer renewed its lock.'),
  lost: counter('enkit_batches_lost_total', 'Batches that Redis no longer knew and that were sent again.'),
  speculative: counter('enkit_batches_speculative_total', 'Second copies sent of a batch that is late.'),
  bisected: counter('enkit_batches_bisected_total', 'Batches cut in two to find the member that kills its worker.'),
  duplicate: counter('enkit_results_duplicate_total', 'Results ignored because the same bytes were committed before.'),
  conflicting: counter(
    'enkit_results_conflicting_total',
    'Results whose bytes differ from those committed before: a member is not deterministic.',
  ),
  stale: counter('enkit_results_stale_total', 'Results refused because they belong to an earlier coordinator.'),
};

const EVENTS = ['retried', 'stalled', 'lost', 'speculative', 'bisected', 'duplicate', 'conflicting', 'stale'] as const;
export type QueueEvent = (typeof EVENTS)[number];

export interface QueueRecorder {
  /** Batches by state; states left out are 0. */
  setQueueDepth(depth: Partial<Record<JobState, number>>): void;
  setInFlightBytes(bytes: number): void;
  addQueueBytes(direction: Direction, bytes: number): void;
  setWorkers(connected: { readonly workers: number; readonly threads: number }): void;
  countQueueEvent(event: QueueEvent, count?: number): void;
}

export function createQueueRecorder(registry: Registry): QueueRecorder {
  const metrics = createInstruments(QUEUE_METRICS, registry);
  return {
    setQueueDepth(depth) {
      for (const state of JOB_STATES) metrics.jobs.set({ state }, depth[state] ?? 0);
    },
    setInFlightBytes: (bytes) => metrics.inFlightBytes.set(bytes),
    addQueueBytes: (direction, bytes) => metrics.bytes.inc({ direction }, bytes),
    setWorkers({ workers, threads }) {
      metrics.workers.set(workers);
      metrics.threads.set(threads);
    },
    countQueueEvent: (event, count = 1) => metrics[event].inc(count),
  };
}
