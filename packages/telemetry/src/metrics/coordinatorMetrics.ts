/** All that a coordinator tells Prometheus; one registry each, so that tests and programs never share series. */
import type { EvaluationProgress, StepRecord } from '@enkit/contracts';
import { Registry } from 'prom-client';
import { type EventLoopMonitor, startEventLoopMonitor } from '../server/eventLoopMonitor.ts';
import { type CheckpointRecorder, createCheckpointRecorder } from './checkpoint.ts';
import { createLearningRecorder, type LearningRecorder } from './learning.ts';
import { createMemberRecorder } from './members.ts';
import { collectProcessMetrics, type ProcessIdentity } from './process.ts';
import { createQueueRecorder, type QueueRecorder } from './queue.ts';
import {
  createRedisConnectionRecorder,
  createRedisMemoryRecorder,
  type RedisConnectionRecorder,
  type RedisMemoryRecorder,
} from './redis.ts';
import { createRunRecorder, type RunRecorder } from './run.ts';
import { createEvaluationRecorder, type EvaluationRecorder } from './evaluation.ts';

export interface CoordinatorMetrics
  extends Omit<RunRecorder, 'observeStep' | 'observeProgress'>,
    Omit<LearningRecorder, 'observeStep'>,
    QueueRecorder,
    RedisConnectionRecorder,
    RedisMemoryRecorder,
    CheckpointRecorder {
  readonly registry: Registry;
  readonly eventLoop: EventLoopMonitor;
  /** For batches evaluated in this process. */
  readonly evaluation: EvaluationRecorder;
  /** Once a step, with its line of metrics.jsonl. */
  observeStep(record: StepRecord): void;
  /** At each finished batch of an evaluation. */
  observeProgress(progress: EvaluationProgress): void;
  /** Stops the event-loop monitor. */
  close(): void;
}

/** Registers everything of the catalogue that a coordinator has; values appear as they become known. */
export function createCoordinatorMetrics(identity: Omit<ProcessIdentity, 'role'>): CoordinatorMetrics {
  const registry = new Registry();
  const eventLoop = startEventLoopMonitor();
  collectProcessMetrics(registry, { role: 'coordinator', ...identity }, eventLoop);
  const run = createRunRecorder(registry);
  const learning = createLearningRecorder(registry);
  const members = createMemberRecorder(registry);
  return {
    registry,
    eventLoop,
    evaluation: createEvaluationRecorder(registry),
    ...createQueueRecorder(registry),
    ...createRedisConnectionRecorder(registry),
    ...createRedisMemoryRecorder(registry),
    ...createCheckpointRecorder(registry),
    ...run,
    ...learning,
    observeStep(record) {
      for (const recorder of [run, learning, members]) recorder.observeStep(record);
    },
    observeProgress(progress) {
      for (const recorder of [run, members]) recorder.observeProgress(progress);
    },
    close: () => eventLoop.stop(),
  };
}
