/**
 * How much work an evaluation still has, counted by batch from what the scheduler knows; nobody is asked.
 * Linear in the batches of the window.
 */
import { SCHEDULER_POLICIES } from './policies.ts';
import type { Batch, SchedulerState } from './state.ts';

/** Batches by state. A failed attempt is tried again, so no batch counts as failed. */
export interface QueueDepth {
  /** Kept back by the window: the rows that are in no batch yet, at the size that the next batch would have. */
  readonly held: number;
  /** In the queue; not seen running in the last inspection. */
  readonly waiting: number;
  /** Seen running in the last inspection, or evaluated by the coordinator itself to settle a dispute. */
  readonly active: number;
  /** Waits for the pause before its next attempt. */
  readonly delayed: number;
}

export const NO_DEPTH: QueueDepth = { held: 0, waiting: 0, active: 0, delayed: 0 };

function stateOf(batch: Batch): keyof QueueDepth {
  if (batch.disputed || batch.attempts.some(({ runningSince }) => runningSince !== undefined)) return 'active';
  return batch.attempts.length > 0 ? 'waiting' : 'delayed';
}

function heldBatches(state: SchedulerState): number {
  const rows = state.settings.members - state.next;
  return rows === 0 ? 0 : Math.ceil(rows / SCHEDULER_POLICIES.nextBatchSize(state));
}

/** The batches that have no accepted result yet. */
export function queueDepth(state: SchedulerState): QueueDepth {
  const depth = { ...NO_DEPTH, held: heldBatches(state) };
  for (const batch of state.open.values()) depth[stateOf(batch)]++;
  return depth;
}
