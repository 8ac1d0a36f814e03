/** Times and sizes of the distributed queue; the reasons are measurements under kills, freezes and lost data. */
import type { QueueLimits } from '@enkit/contracts';

/** Every key in Redis is forgotten after this, should nobody delete it. */
export const KEY_SECONDS = 48 * 3600;

/** A lost worker's jobs come back after lock + half a check; a blocked event loop must not lose its lock. */
export const WORKER_TIMES = {
  lockMilliseconds: 10_000,
  lockRenewMilliseconds: 3000,
  stalledCheckMilliseconds: 5000,
  heartbeatMilliseconds: 5000,
};
export type WorkerTimes = typeof WORKER_TIMES;

/** A worker that is silent for so long does not count any more. */
export const SILENCE_MILLISECONDS = 15_000;

export const COORDINATOR_TIMES = {
  leaseMilliseconds: 15_000,
  leaseRenewMilliseconds: 5000,
  inspectSeconds: 2,
  tickSeconds: 0.5,
};
export type CoordinatorTimes = typeof COORDINATOR_TIMES;

/** Stalls are counted by our own starts, so BullMQ must not give up a job for them; it is a bound all the same. */
export const MOST_STALLS = 1000;
export const MOST_STARTS = 3;

/** Finished jobs are kept this long so that the reconcile loop finds them. */
export const KEPT_JOBS = { count: 1000, age: 3600 };
export const KEPT_EVENTS = 1000;

export const DEFAULT_BYTES_IN_FLIGHT = 256 * 2 ** 20;
/** The share of Redis's memory that batches in flight may take. */
export const MEMORY_SHARE = 0.6;
/** Parameters and predictions of one batch: several travel while others are evaluated, and Redis need not ask the system for memory. */
const MOST_BATCH_BYTES = 4 * 2 ** 20;
/** Batches that the bytes in flight hold at least: several workers have work also where Redis is small. */
const LEAST_BATCHES = 4;
/** Open jobs per worker thread: one runs, one is at hand, one is on its way. */
export const JOBS_PER_THREAD = 3;

/** What bounds the memory of Redis and workers, for the queue and for those that count it beforehand. */
export function queueLimits(bytesInFlight = DEFAULT_BYTES_IN_FLIGHT): QueueLimits {
  return {
    bytesInFlight,
    batchBytes: Math.min(MOST_BATCH_BYTES, bytesInFlight / LEAST_BATCHES),
    jobsPerThread: JOBS_PER_THREAD,
    keptJobs: KEPT_JOBS.count,
  };
}
