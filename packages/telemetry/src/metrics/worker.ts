/** A worker at its queue: its state, what became of its results, and what it moved. */
import type { Registry } from 'prom-client';
import { counter, createInstruments, gauge, setState } from './definition.ts';
import { DIRECTIONS, type Direction } from './queue.ts';

export const WORKER_STATES = ['starting', 'ready', 'draining'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];
/** What Redis answers when a result is committed. ok: stored; closed: nobody waits for it any more. */
export const COMMIT_ANSWERS = ['ok', 'duplicate', 'conflict', 'stale', 'closed'] as const;
export type CommitAnswer = (typeof COMMIT_ANSWERS)[number];

export const WORKER_METRICS = {
  state: gauge('enkit_worker_state', '1 for the state that the worker is in, 0 for the others.', {
    state: WORKER_STATES,
  }),
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

export interface WorkerRecorder {
  setWorkerState(state: WorkerState): void;
  /** The answer to a committed result. */
  countCommit(answer: CommitAnswer): void;
  /** A batch of some worker was found stalled. */
  countStall(): void;
  addWorkerBytes(direction: Direction, bytes: number): void;
}

export function createWorkerRecorder(registry: Registry): WorkerRecorder {
  const metrics = createInstruments(WORKER_METRICS, registry);
  return {
    setWorkerState: (state) => setState(metrics.state, 'state', WORKER_STATES, state),
    countCommit: (answer) => metrics.results.inc({ answer }),
    countStall: () => metrics.stalls.inc(),
    addWorkerBytes: (direction, bytes) => metrics.bytes.inc({ direction }, bytes),
  };
}
