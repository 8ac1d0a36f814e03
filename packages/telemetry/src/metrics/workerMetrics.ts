/** All that a worker process tells Prometheus. */
import { Registry } from 'prom-client';
import { type EventLoopMonitor, startEventLoopMonitor } from '../server/eventLoopMonitor.ts';
import { collectProcessMetrics, type ProcessIdentity } from './process.ts';
import { createRedisConnectionRecorder, type RedisConnectionRecorder } from './redis.ts';
import { createEvaluationRecorder, type EvaluationRecorder } from './evaluation.ts';
import { createWorkerRecorder, type WorkerRecorder } from './worker.ts';

export interface WorkerMetrics extends WorkerRecorder, EvaluationRecorder, RedisConnectionRecorder {
  readonly registry: Registry;
  readonly eventLoop: EventLoopMonitor;
  /** Stops the event-loop monitor. */
  close(): void;
}

/** Registers everything of the catalogue that a worker has. */
export function createWorkerMetrics(identity: Omit<ProcessIdentity, 'role'>): WorkerMetrics {
  const registry = new Registry();
  const eventLoop = startEventLoopMonitor();
  collectProcessMetrics(registry, { role: 'worker', ...identity }, eventLoop);
  return {
    registry,
    eventLoop,
    ...createWorkerRecorder(registry),
    ...createEvaluationRecorder(registry),
    ...createRedisConnectionRecorder(registry),
    close: () => eventLoop.stop(),
  };
}
