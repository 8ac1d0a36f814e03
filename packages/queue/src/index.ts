export { batchSize, type BatchSizing } from './batch/batchSize.ts';
export type { BullMqQueue, BullMqQueueOptions, QueueLoad } from './coordinator/queueOptions.ts';
export type { BatchJob, EvaluateBatch } from './evaluateBatch.ts';
export { createInProcessQueue, type InProcessQueueOptions } from './inProcess/inProcessQueue.ts';
export { describeNotice, type QueueNotice } from './queueNotice.ts';
export {
  COORDINATOR_TIMES,
  queueLimits,
  WORKER_TIMES,
  type CoordinatorTimes,
  type WorkerTimes,
} from './queueSettings.ts';
export type { QueueDepth } from './scheduler/queueDepth.ts';
export { stepOfJob } from './scheduler/stepOfJob.ts';
export type { Traffic } from './data/traffic.ts';
export { reportEvaluation, type BatchEnd } from './reportEvaluation.ts';
export type { RedisMemory } from './coordinator/memoryWatch.ts';
export { traceEvaluation } from './traceEvaluation.ts';
export { QUEUE_NAME } from './redis/keys.ts';
export { checkRedisSettings, redactRedisUrl, type RedisSettings } from './redis/settings.ts';
export type { WorkerDescription } from './redis/workerRegister.ts';
export type { WorkerNotice } from './worker/workerNotice.ts';
