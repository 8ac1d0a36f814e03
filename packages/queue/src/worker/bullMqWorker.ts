/** A worker process on the shared queue: takes batches of any run, evaluates them, commits, and leaves in good order. */
import {
  EnkitError,
  type EvaluationResult,
  JOB_PROTOCOL,
  type JobData,
  parseJobData,
  type ParsedJob,
} from '@enkit/contracts';
import { type Job, type Telemetry, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchJob, EvaluateBatch } from '../evaluateBatch.ts';
import { createTrafficCounter, type Traffic } from '../data/traffic.ts';
import { withinDeadline } from '../deadline.ts';
import { KEPT_JOBS, MOST_STALLS, MOST_STARTS, WORKER_TIMES, type WorkerTimes } from '../queueSettings.ts';
import { checkRedis } from '../redis/checkRedis.ts';
import { createTroubleReporter, openCommandConnection, openDataConnection } from '../redis/connection.ts';
import { QUEUE_NAME } from '../redis/keys.ts';
import { connectionOptions, type RedisSettings } from '../redis/settings.ts';
import { registerWorker, unregisterWorker, type WorkerDescription } from '../redis/workerRegister.ts';
import { formatJobId } from '../scheduler/policies.ts';
import { describeFailure } from './describeFailure.ts';
import { createIsolationGate } from './isolationGate.ts';
import { createPayloadLoader, type PayloadLoader } from './payloadLoader.ts';
import { processJob } from './processJob.ts';
import { createRedisJobEffects } from './redisJobEffects.ts';
import { Refusal, Stop } from './stop.ts';
import type { WorkerNotice } from './workerNotice.ts';

export interface BullMqWorkerOptions {
  readonly redis: RedisSettings;
  readonly prefix: string;
  /** Threads behind `evaluate`. */
  readonly threads: number;
  /** Batches at once; default one more than threads, so that the next one is at hand. */
  readonly concurrency?: number | undefined;
  readonly evaluate: EvaluateBatch;
  /** Hash of the bits that the mathematical functions give here. */
  readonly fingerprint: string;
  /** Default host name and process. */
  readonly node?: string | undefined;
  readonly onNotice?: ((notice: WorkerNotice) => void) | undefined;
  readonly times?: Partial<WorkerTimes> | undefined;
  /** Makes the span of a job a child of the one in which it was added. */
  readonly telemetry?: Telemetry | undefined;
}

export interface BullMqWorker {
  readonly id: string;
  status(): WorkerDescription;
  /** Payloads read and results offered since the start. */
  traffic(): Traffic;
  /** Whether the connection to Redis stands; while it does not, no batches come. */
  connected(): boolean;
  /** Resolves when the worker is closed; with an error when it closed itself because it cannot take part. */
  readonly ended: Promise<EnkitError | undefined>;
  /** Takes no new jobs, lets running ones go on for so long, hands the rest back to the queue, closes. */
  drain(graceSeconds: number): Promise<void>;
  /** Drains without grace. */
  close(): Promise<void>;
}

/** Beyond the time limits of all members: after that a batch is hung, and another worker gets it. */
const WATCHDOG_SECONDS = 60;
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;
const STOP_MILLISECONDS = 5000;
const POLL_MILLISECONDS = 20;

/** What a job of ours is while it is in this process. */
interface Running {
  readonly abort: AbortController;
  /** Its evaluation has begun; before, it only waits for its turn. */
  begun: boolean;
  /** The run that it belongs to, once it is known to be a job. */
  run?: string;
}

/** Starts a worker. Throws the errors of `checkRedis`. */
export async function createBullMqWorker(options: BullMqWorkerOptions): Promise<BullMqWorker> {
  await checkRedis(options.redis, { prefix: options.prefix });
  const worker = new MemberWorker(options);
  await worker.start();
  return worker;
}

class MemberWorker implements BullMqWorker {
  readonly id = randomBytes(8).toString('hex');
  readonly ended: Promise<EnkitError | undefined>;
  readonly #options: BullMqWorkerOptions;
  readonly #times: WorkerTimes;
  readonly #node: string;
  readonly #trouble: (error: unknown) => void;
  readonly #commands: Redis;
  readonly #data: Redis;
  readonly #loader: PayloadLoader;
  readonly #gate = createIsolationGate();
  readonly #traffic = createTrafficCounter();
  readonly #running = new Map<string, Running>();
  readonly #ending = Promise.withResolvers<EnkitError | undefined>();
  #worker: Worker<JobData> | undefined;
  #heartbeat: NodeJS.Timeout | undefined;
  #draining: Promise<void> | undefined;
  /** Why it cannot take part. */
  #reason: EnkitError | undefined;
  #starts = 0;
  #jobsDone = 0;
  #membersDone = 0;

  constructor(options: BullMqWorkerOptions) {
    this.#options = options;
    this.#times = { ...WORKER_TIMES, ...options.times };
    this.#node = options.node ?? `${hostname()}:${process.pid}`;
    this.#trouble = createTroubleReporter(options.redis, (message) => this.#notice({ kind: 'trouble', message }));
    this.#commands = openCommandConnection(options.redis, this.#trouble);
    this.#data = openDataConnection(options.redis, this.#trouble);
    this.#loader = createPayloadLoader(this.#data, options.prefix, this.#traffic);
    this.ended = this.#ending.promise;
  }

  async start(): Promise<void> {
    const { redis, prefix, threads, concurrency, telemetry } = this.#options;
    await this.#register();
    this.#heartbeat = setInterval(() => void this.#register().catch(this.#trouble), this.#times.heartbeatMilliseconds);
    this.#worker = new Worker<JobData>(QUEUE_NAME, (job, token, signal) => this.#process(job, token, signal), {
      connection: connectionOptions(redis),
      prefix,
      ...(telemetry && { telemetry }),
      name: this.#node,
      concurrency: concurrency ?? threads + 1,
      lockDuration: this.#times.lockMilliseconds,
      lockRenewTime: this.#times.lockRenewMilliseconds,
      stalledInterval: this.#times.stalledCheckMilliseconds,
      maxStalledCount: MOST_STALLS,
      maxStartedAttempts: MOST_STARTS,
      runRetryDelay: 1000,
      removeOnComplete: KEPT_JOBS,
      removeOnFail: KEPT_JOBS,
    });
    this.#worker.on('error', this.#trouble);
    this.#worker.on('stalled', (job) => this.#notice({ kind: 'stalled', job }));
    this.#worker.on('lockRenewalFailed', (jobs) => {
      for (const job of jobs) this.#running.get(job)?.abort.abort(new Stop('lock-lost'));
    });
  }

  status(): WorkerDescription {
    return {
      id: this.id,
      node: this.#node,
      threads: this.#options.threads,
      fingerprint: this.#options.fingerprint,
      protocol: JOB_PROTOCOL,
      draining: this.#draining !== undefined,
      running: this.#running.size,
      runs: [...new Set([...this.#running.values()].flatMap(({ run }) => run ?? []))].sort(),
      jobsDone: this.#jobsDone,
      membersDone: this.#membersDone,
    };
  }

  traffic(): Traffic {
    return this.#traffic.total();
  }

  connected(): boolean {
    return [this.#commands, this.#data].every(({ status }) => status === 'ready');
  }

  drain(graceSeconds: number): Promise<void> {
    return (this.#draining ??= this.#leave(graceSeconds));
  }

  close(): Promise<void> {
    this.#handBackAll(true);
    return this.drain(0);
  }

  #handBackAll(begun: boolean): void {
    for (const running of this.#running.values())
      if (begun || !running.begun) running.abort.abort(new Stop('handed-back'));
  }

  #notice(notice: WorkerNotice): void {
    this.#options.onNotice?.(notice);
  }

  #register(): Promise<void> {
    return registerWorker(this.#commands, this.#options.prefix, this.status());
  }

  /** BullMQ's processor: every end of a job is decided here. */
  async #process(job: Job<JobData>, token = '', signal = new AbortController().signal): Promise<unknown> {
    const id = job.id ?? '';
    const running: Running = { abort: new AbortController(), begun: false };
    this.#running.set(id, running);
    if (this.#draining) running.abort.abort(new Stop('handed-back'));
    try {
      const parsed = this.#check(job);
      running.run = parsed.data.run;
      return await this.#evaluate(parsed, AbortSignal.any([signal, running.abort.signal]), running);
    } catch (error) {
      if (error instanceof Stop && error.why === 'handed-back') return await this.#handBack(job, token);
      const message = describeFailure(error);
      this.#notice({ kind: 'job-failed', job: id, message });
      throw new UnrecoverableError(message);
    } finally {
      this.#running.delete(id);
    }
  }

  #check(job: Job<JobData>): ParsedJob {
    const parsed = parseJobData(job.data);
    const expected = formatJobId(parsed.data);
    if (job.id !== expected) throw new EnkitError('JOB_SCHEMA', { expected: `the id ${expected}`, got: `${job.id}` });
    if (parsed.data.fingerprint !== this.#options.fingerprint) this.#refuse(parsed.data);
    return parsed;
  }

  /** This worker computes other bits than the coordinator: it hands the job back and leaves. */
  #refuse({ run, fingerprint }: JobData): never {
    const expected = `the fingerprint ${fingerprint} of the coordinator of ${run}`;
    const error = new EnkitError('NUMERIC_FINGERPRINT', { expected, got: this.#options.fingerprint });
    this.#reason = error;
    this.#notice({ kind: 'trouble', message: error.message });
    void this.drain(0);
    throw new Stop('handed-back');
  }

  async #evaluate(job: ParsedJob, signal: AbortSignal, running: Running): Promise<{ answer: string }> {
    const name = formatJobId(job.data);
    const effects = createRedisJobEffects({
      commands: this.#commands,
      data: this.#data,
      prefix: this.#options.prefix,
      loader: this.#loader,
      evaluate: (work, stop) => this.#watched(work, stop, running, job.data),
      node: this.#node,
      job,
      token: `${this.id}-${this.#starts++}`,
      traffic: this.#traffic,
      onOffered: (answer) => this.#notice({ kind: 'result-offered', job: name, answer }),
    });
    const answer = await processJob(effects, this.#gate, job.data.alone, signal);
    if (answer !== 'done') throw new Refusal(answer);
    this.#jobsDone++;
    this.#membersDone += job.data.count;
    this.#notice({ kind: 'job-done', job: name, members: job.data.count });
    return { answer };
  }

  /** Evaluates under the watchdog. */
  async #watched(work: BatchJob, signal: AbortSignal, running: Running, data: JobData): Promise<EvaluationResult> {
    running.begun = true;
    const seconds = data.count * data.timeLimitSeconds + WATCHDOG_SECONDS;
    const overdue = (): void =>
      running.abort.abort(new EnkitError('BATCH_TIMEOUT', { got: `none after ${seconds} s` }));
    const timer = setTimeout(overdue, Math.min(1000 * seconds, LONGEST_TIMER_MILLISECONDS));
    try {
      return await this.#options.evaluate(work, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #handBack(job: Job<JobData>, token: string): Promise<never> {
    await job.moveToWait(token);
    this.#notice({ kind: 'handed-back', job: job.id ?? '' });
    throw new WaitingError();
  }

  async #leave(graceSeconds: number): Promise<void> {
    const worker = this.#worker;
    await worker?.pause(true);
    await this.#register().catch(this.#trouble);
    this.#handBackAll(false);
    await this.#untilIdle(1000 * graceSeconds);
    this.#handBackAll(true);
    await this.#untilIdle(STOP_MILLISECONDS);
    clearInterval(this.#heartbeat);
    await withinDeadline(this.#farewell());
    for (const connection of [this.#commands, this.#data]) connection.disconnect();
    this.#ending.resolve(this.#reason);
  }

  async #farewell(): Promise<void> {
    await unregisterWorker(this.#commands, this.#options.prefix, this.id).catch(this.#trouble);
    await this.#worker?.close(this.#running.size > 0).catch(this.#trouble);
  }

  async #untilIdle(milliseconds: number): Promise<void> {
    const end = performance.now() + milliseconds;
    while (this.#running.size > 0 && performance.now() < end) await sleep(POLL_MILLISECONDS);
  }
}
