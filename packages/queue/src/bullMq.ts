/** The adapters that load BullMQ and ioredis: apart from the others, since a run in process needs neither. */
export { createBullMqQueue } from './coordinator/bullMqQueue.ts';
export { checkRedis, type CheckOptions, type RedisFacts } from './redis/checkRedis.ts';
export { createBullMqWorker, type BullMqWorker, type BullMqWorkerOptions } from './worker/bullMqWorker.ts';
