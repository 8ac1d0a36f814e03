export { batchSize, type BatchSizing } from './batch/batchSize.ts';
export { type BatchJob, type EvaluateBatch } from './evaluateBatch.ts';
export { createInProcessQueue, type InProcessQueueOptions } from './inProcess/inProcessQueue.ts';
