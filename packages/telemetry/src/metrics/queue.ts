/** The member queue as the coordinator sees it: depth, bytes, the workers at the other end, and what went wrong. */
import type { Registry } from 'prom-client';
import { counter, createInstruments, gauge } from './definition.ts';

/** held: batches that the limit on bytes in flight keeps back; delayed: those that wait to be tried again. */
export const JOB_STATES = ['held', 'waiting', 'active', 'delayed'] as const;
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
  retry: counter('enkit_batches_retried_total', 'Batches sent again after a failed attempt.'),
  lost: counter('enkit_batches_lost_total', 'Batches that the queue no longer knew and that were sent again.'),
  straggler: counter('enkit_batches_speculative_total', 'Second copies sent of a batch that is late.'),
  suspected: counter(
    'enkit_batches_suspected_total',
    'Batches that killed their worker several times and are tried alone, then halved.',
  ),
  conflict: counter(
    'enkit_batches_conflicting_total',
    'Batches with two different results: a member is not deterministic. A third evaluation decides.',
  ),
  unreadable: counter('enkit_results_unreadable_total', 'Results that were damaged on the way and evaluated again.'),
  'redis-lost-data': counter(
    'enkit_redis_data_lost_total',
    'Times that Redis had lost data of the run, written again.',
  ),
  'worker-left': counter('enkit_workers_left_total', 'Workers that left or fell silent.'),
  'worker-mismatch': counter(
    'enkit_workers_mismatched_total',
    'Workers that compute other bits than the coordinator and take no part.',
  ),
};

/** The notices of the member queue that are counted, by the kind that the queue gives them. */
export const QUEUE_EVENTS = [
  'retry',
  'lost',
  'straggler',
  'suspected',
  'conflict',
  'unreadable',
  'redis-lost-data',
  'worker-left',
  'worker-mismatch',
] as const;
export type QueueEvent = (typeof QUEUE_EVENTS)[number];

/** Whether a notice of this kind is counted. */
export function isQueueEvent(kind: string): kind is QueueEvent {
  return (QUEUE_EVENTS as readonly string[]).includes(kind);
}

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
