/** Queues and workers on the tiny model, with times short enough for tests. */
import { createBullMqQueue } from '../coordinator/bullMqQueue.ts';
import type { BullMqQueue, BullMqQueueOptions } from '../coordinator/queueOptions.ts';
import type { CoordinatorTimes, WorkerTimes } from '../queueSettings.ts';
import type { RedisSettings } from '../redis/settings.ts';
import { type BullMqWorker, type BullMqWorkerOptions, createBullMqWorker } from '../worker/bullMqWorker.ts';
import { evaluateTiny, evaluateTinySlowly, tinyContext } from './tinyModel.ts';

export interface Place {
  readonly redis: RedisSettings;
  readonly prefix: string;
}

export const FINGERPRINT = 'the same bits';

export const SHORT_WORKER_TIMES: WorkerTimes = {
  lockMilliseconds: 1500,
  lockRenewMilliseconds: 400,
  stalledCheckMilliseconds: 500,
  heartbeatMilliseconds: 500,
};

export const SHORT_COORDINATOR_TIMES: Partial<CoordinatorTimes> = {
  leaseMilliseconds: 2000,
  leaseRenewMilliseconds: 400,
  inspectSeconds: 0.4,
  tickSeconds: 0.1,
};

export function openTestWorker(place: Place, options: Partial<BullMqWorkerOptions> = {}): Promise<BullMqWorker> {
  return createBullMqWorker({
    ...place,
    threads: 2,
    fingerprint: FINGERPRINT,
    evaluate: evaluateTinySlowly,
    times: SHORT_WORKER_TIMES,
    ...options,
  });
}

export function openTestQueue(place: Place, options: Partial<BullMqQueueOptions> = {}): Promise<BullMqQueue> {
  const context = options.context ?? tinyContext();
  return createBullMqQueue({
    ...place,
    context,
    fingerprint: FINGERPRINT,
    evaluateLocally: async (request) => evaluateTiny({ context, request }),
    times: SHORT_COORDINATOR_TIMES,
    ...options,
  });
}
