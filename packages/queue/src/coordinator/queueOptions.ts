/** What a BullMQ member queue is opened with, and what it is. */
import type { EvaluationContext, EvaluationRequest, EvaluationResult, MemberQueue } from '@enkit/contracts';
import type { Telemetry } from 'bullmq';
import type { TakeMatrix } from '../batch/resultAssembly.ts';
import type { Traffic } from '../data/traffic.ts';
import type { QueueNotice } from '../queueNotice.ts';
import type { CoordinatorTimes } from '../queueSettings.ts';
import type { RedisSettings } from '../redis/settings.ts';
import type { WorkerDescription } from '../redis/workerRegister.ts';
import type { RedisMemory } from './memoryWatch.ts';
import type { QueueDepth } from '../scheduler/queueDepth.ts';

export interface BullMqQueueOptions {
  readonly redis: RedisSettings;
  readonly prefix: string;
  readonly context: EvaluationContext;
  /** Evaluates in this process: decides when workers disagree about a batch. */
  readonly evaluateLocally: (request: EvaluationRequest) => Promise<EvaluationResult>;
  /** Hash of the bits that the mathematical functions give here; workers with another one take no part. */
  readonly fingerprint: string;
  /** Highest epoch that the run's checkpoint knows. */
  readonly checkpointEpoch?: number | undefined;
  /** Gives the shared memory where predictions are to lie, Ne x Nd; default: fresh one. */
  readonly takeMatrix?: TakeMatrix | undefined;
  /** Members per batch; measured when absent. */
  readonly batch?: number | undefined;
  /** Parameters and predictions in Redis at once; default 256 MiB, at most 60 % of its memory. */
  readonly maximumBytesInFlight?: number | undefined;
  /** Seconds to wait for a lease that another coordinator holds; default 20, enough for one that was killed. */
  readonly leasePatienceSeconds?: number | undefined;
  readonly onNotice?: ((notice: QueueNotice) => void) | undefined;
  readonly times?: Partial<CoordinatorTimes> | undefined;
  /** Has jobs carry the context of the span in which they were added. */
  readonly telemetry?: Telemetry | undefined;
}

/** What the queue has to do, as its coordinator knows it without asking Redis. */
export interface QueueLoad extends Traffic {
  /** Batches of the present evaluation by state; all 0 between evaluations. */
  readonly jobs: QueueDepth;
  /** Parameters and predictions that the open batches may hold in Redis; what counts against the limit. */
  readonly bytesInFlight: number;
}

export interface BullMqQueue extends MemberQueue {
  readonly kind: 'bullmq';
  /** Fencing token: a checkpoint must keep it, and refuse to be written by a coordinator with a lower one. */
  readonly epoch: number;
  /** The living workers, those that take no part included. */
  workers(): readonly WorkerDescription[];
  load(): QueueLoad;
  /** Redis' own memory, as it was some seconds ago. */
  redisMemory(): RedisMemory;
  /** Whether the connection to Redis stands; while it does not, the queue waits. */
  connected(): boolean;
}
