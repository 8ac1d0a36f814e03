/** A coordinator at work on one run: holds the lease, evaluates requests one after the other, watches the workers. */
import {
  EnkitError,
  ERRORS,
  evaluationKind,
  predictedColumns,
  type ErrorCode,
  type EvaluationProgress,
  type EvaluationRequest,
  type EvaluationResult,
  type JobData,
} from '@enkit/contracts';
import { bytesOf, createSharedMatrix, precisionOf } from '@enkit/numerics';
import { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { createMemberSeconds } from '../batch/memberSeconds.ts';
import { blobBytes, blobType } from '../data/blob.ts';
import type { ContextBlob } from '../data/contextBlob.ts';
import { clearRequest, createResultStore } from '../data/resultStore.ts';
import { createTrafficCounter } from '../data/traffic.ts';
import { withinDeadline } from '../deadline.ts';
import type { QueueNotice } from '../queueNotice.ts';
import { type CoordinatorTimes, KEPT_EVENTS, KEPT_JOBS, queueLimits } from '../queueSettings.ts';
import { openDataConnection } from '../redis/connection.ts';
import { keysOfRequest, QUEUE_NAME, requestKeys, type RunKeys } from '../redis/keys.ts';
import { connectionOptions } from '../redis/settings.ts';
import type { WorkerDescription } from '../redis/workerRegister.ts';
import { NO_DEPTH } from '../scheduler/queueDepth.ts';
import type { SchedulerSettings } from '../scheduler/state.ts';
import { EvaluationFailure, type RunningEvaluation, startEvaluation } from './evaluationDriver.ts';
import { EvaluationRun } from './evaluationRun.ts';
import { createJobPublisher } from './jobPublisher.ts';
import type { Lease } from './lease.ts';
import { type MemoryWatch, type RedisMemory, watchMemory } from './memoryWatch.ts';
import type { BullMqQueue, BullMqQueueOptions, QueueLoad } from './queueOptions.ts';
import { watchWorkers, type WorkerWatch } from './workerWatch.ts';

export interface CoordinatorOptions extends Omit<BullMqQueueOptions, 'times'> {
  readonly keys: RunKeys;
  readonly lease: Lease;
  readonly contextBlob: ContextBlob;
  readonly commands: Redis;
  readonly trouble: (error: unknown) => void;
  readonly times: CoordinatorTimes;
  readonly bytesInFlight: number;
  /** Redis' memory at the start. */
  readonly memory: RedisMemory;
}

function codedError(error: unknown): unknown {
  if (!(error instanceof EvaluationFailure)) return error;
  const known = Object.hasOwn(ERRORS, error.code);
  const got = `from a worker: ${known ? '' : `${error.code}: `}${error.message}`;
  return new EnkitError(known ? (error.code as ErrorCode) : 'WORKER_FAILED', { got });
}

export class Coordinator implements BullMqQueue {
  readonly kind = 'bullmq';
  readonly epoch: number;
  readonly #options: CoordinatorOptions;
  readonly #data: Redis;
  readonly #queue: Queue<JobData>;
  readonly #events: QueueEvents;
  readonly #watch: WorkerWatch;
  readonly #memory: MemoryWatch;
  readonly #seconds = createMemberSeconds();
  readonly #traffic = createTrafficCounter();
  readonly #leaseTimer: NodeJS.Timeout;
  #current: RunningEvaluation | undefined;
  /** Requests are evaluated one after the other, so that the bytes in flight are those of one. */
  #last: Promise<unknown> = Promise.resolve();
  #lost = false;
  #closed: Promise<void> | undefined;

  constructor(options: CoordinatorOptions) {
    const { redis, prefix, lease, commands, trouble, times } = options;
    this.#options = options;
    this.epoch = lease.epoch;
    this.#data = openDataConnection(redis, trouble);
    const base = { connection: connectionOptions(redis), prefix };
    this.#queue = new Queue(QUEUE_NAME, {
      ...base,
      ...(options.telemetry && { telemetry: options.telemetry }),
      streams: { events: { maxLen: KEPT_EVENTS } },
      defaultJobOptions: { removeOnComplete: KEPT_JOBS, removeOnFail: KEPT_JOBS, stackTraceLimit: 0 },
    });
    this.#events = new QueueEvents(QUEUE_NAME, base);
    this.#queue.on('error', trouble);
    this.#events.on('error', trouble);
    this.#events.on('completed', ({ jobId }) => this.#current?.hint(jobId));
    this.#events.on('failed', ({ jobId }) => this.#current?.hint(jobId));
    const { fingerprint } = options;
    this.#watch = watchWorkers({
      redis: commands,
      prefix,
      fingerprint,
      notice: (notice) => this.#notice(notice),
      trouble,
    });
    this.#memory = watchMemory(commands, options.memory, trouble);
    this.#leaseTimer = setInterval(() => void this.#renew().catch(trouble), times.leaseRenewMilliseconds);
  }

  /** Looks around, and clears away what a predecessor left behind when it was killed. */
  async start(): Promise<void> {
    const { commands, prefix, context, keys } = this.#options;
    await this.#watch.refresh();
    for (const name of await commands.smembers(keys.requests))
      if (!name.startsWith(`${this.epoch}:`))
        await clearRequest(commands, keys, keysOfRequest(prefix, context.run, name));
  }

  threads(): number {
    return this.#watch.threads();
  }

  workers(): readonly WorkerDescription[] {
    return this.#watch.workers();
  }

  load(): QueueLoad {
    const load = this.#current?.load() ?? { jobs: NO_DEPTH, bytesInFlight: 0 };
    return { ...load, ...this.#traffic.total() };
  }

  redisMemory(): RedisMemory {
    return this.#memory.memory();
  }

  connected(): boolean {
    return [this.#options.commands, this.#data].every(({ status }) => status === 'ready');
  }

  evaluate(request: EvaluationRequest, onProgress?: (progress: EvaluationProgress) => void): Promise<EvaluationResult> {
    const evaluation = this.#last.then(() => this.#evaluate(request, onProgress));
    this.#last = evaluation.catch(() => undefined);
    return evaluation;
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  #notice(notice: QueueNotice): void {
    this.#options.onNotice?.(notice);
  }

  async #renew() {
    const state = await this.#options.lease.renew();
    if (state === 'restored') this.#notice({ kind: 'redis-lost-data', what: 'lease' });
    if (state === 'lost' && !this.#lost) {
      this.#lost = true;
      this.#notice({ kind: 'lease-lost' });
      this.#current?.fence();
    }
    return state;
  }

  #assertUsable(): void {
    if (this.#closed) throw new EnkitError('QUEUE_CLOSED');
    if (this.#lost) throw new EnkitError('LEASE_LOST');
  }

  async #evaluate(
    request: EvaluationRequest,
    onProgress?: (progress: EvaluationProgress) => void,
  ): Promise<EvaluationResult> {
    this.#assertUsable();
    const columns = predictedColumns(this.#options.context, request);
    const settings = this.#schedulerSettings(request, columns);
    if (request.members.length === 0) return { predicted: createSharedMatrix(0, columns), outcomes: [] };
    const run = this.#createRun(request, columns, onProgress);
    try {
      await this.#openPatiently(run);
      this.#current = startEvaluation(run, settings, {
        inspectSeconds: this.#options.times.inspectSeconds,
        tickSeconds: this.#options.times.tickSeconds,
      });
      await this.#current.done;
      return run.result();
    } catch (error) {
      throw codedError(error);
    } finally {
      this.#current = undefined;
      await withinDeadline(run.clear().catch(this.#options.trouble));
    }
  }

  /** A Redis that is away for a while is waited for; only a lost lease or a closed queue ends the evaluation. */
  async #openPatiently(run: EvaluationRun): Promise<void> {
    for (;;) {
      try {
        await run.open();
        return this.#assertUsable();
      } catch (error) {
        if (error instanceof EnkitError) throw error;
        this.#options.trouble(error);
      }
      await run.sleep(1);
      this.#assertUsable();
    }
  }

  #schedulerSettings(request: EvaluationRequest, columns: number): SchedulerSettings {
    const { context, batch, bytesInFlight } = this.#options;
    const { step, purpose, members, parameters } = request;
    // Says now what would otherwise be said by every job: one member alone is too large.
    const precision = precisionOf(parameters);
    blobBytes({ type: blobType(precision), rows: 1, columns: parameters.columns });
    blobBytes({ type: 'float64', rows: 1, columns });
    return {
      run: context.run,
      epoch: this.epoch,
      step,
      purpose,
      members: members.length,
      batch,
      bytesPerMember: bytesOf(precision) * parameters.columns + bytesOf('double') * columns,
      maximumBatchBytes: queueLimits(bytesInFlight).batchBytes,
      maximumBytesInFlight: bytesInFlight,
      secondsPerMember: this.#seconds.get(evaluationKind(request)),
    };
  }

  #createRun(
    request: EvaluationRequest,
    columns: number,
    onProgress: ((progress: EvaluationProgress) => void) | undefined,
  ): EvaluationRun {
    const { context, contextBlob, prefix, keys, commands, fingerprint, evaluateLocally, takeMatrix, trouble } =
      this.#options;
    const epoch = this.epoch;
    const names = requestKeys(prefix, context.run, epoch, request);
    const connections = { commands, data: this.#data, traffic: this.#traffic };
    const { run } = context;
    return new EvaluationRun({
      context,
      request,
      columns,
      store: createResultStore({ ...connections, runKeys: keys, requestKeys: names, epoch, run, columns }),
      publisher: createJobPublisher({
        ...connections,
        queue: this.#queue,
        keys: names,
        contextKey: keys.context(contextBlob.sha256),
        contextBlob,
        context,
        request,
        epoch,
        outputs: columns,
        fingerprint,
      }),
      threads: () => this.threads(),
      renewLease: () => this.#renew(),
      evaluateLocally,
      takeMatrix,
      onProgress,
      notice: (notice) => this.#notice(notice),
      trouble,
      onSeconds: (seconds, members) => this.#seconds.record(evaluationKind(request), seconds, members),
    });
  }

  async #close(): Promise<void> {
    const { commands, lease, keys, contextBlob, trouble } = this.#options;
    clearInterval(this.#leaseTimer);
    this.#watch.stop();
    this.#memory.stop();
    this.#current?.stop(new EnkitError('QUEUE_CLOSED'));
    await this.#last;
    const farewell = async (): Promise<void> => {
      if (!this.#lost) await commands.unlink(keys.context(contextBlob.sha256));
      await lease.release();
    };
    await withinDeadline(farewell().catch(trouble));
    await withinDeadline(Promise.all([this.#queue.close(), this.#events.close()]).catch(trouble));
    for (const connection of [commands, this.#data]) connection.disconnect();
  }
}
