/** The life of a worker: start, say what it does, leave in good order. */
import { NO_TRACER, type Tracer } from '@enkit/contracts';
import { allowedModel, createForwardPool, numericFingerprint, type ForwardPool } from '@enkit/evaluation';
import { kernelWidth } from '@enkit/numerics';
import {
  redactRedisUrl,
  reportEvaluation,
  stepOfJob,
  traceEvaluation,
  type BatchJob,
  type EvaluateBatch,
  type WorkerNotice,
  type WorkerTimes,
} from '@enkit/queue';
import { createBullMqWorker, type BullMqWorker } from '@enkit/queue/bullmq';
import {
  createLiveness,
  createLogger,
  createWorkerMetrics,
  openTracing,
  startMetricsServer,
  type Logger,
  type WorkerMetrics,
} from '@enkit/telemetry';
import { hostname } from 'node:os';
import packageManifest from '../package.json' with { type: 'json' };
import type { WorkerOptions } from './workerOptions.ts';

const STATUS_EVERY_MILLISECONDS = 30_000;
const TURN_EVERY_MILLISECONDS = 1000;

/** Runs until it is asked to leave (0) or cannot take part (the exit code of the reason). */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const node = `${hostname()}:${process.pid}`;
  const log = createLogger({ level: options.logLevel, fields: { role: 'worker', node } });
  const metrics = createWorkerMetrics({ version: packageManifest.version, kernels: kernelWidth() });
  const tracing = await openTracing({
    service: 'enkit-worker',
    version: packageManifest.version,
    onTrouble: (message) => log.warn({}, message),
  });
  const pool = createForwardPool({ threads: options.threads, memoryLimitMegabytes: options.memoryLimit });
  metrics.setWorkerState('starting');
  await pool.ready('wasm');
  const worker = await createBullMqWorker({
    ...options,
    node,
    fingerprint: numericFingerprint(),
    times: lockTimes(options.lock),
    evaluate: createEvaluate(options, pool, metrics, tracing?.tracer),
    telemetry: tracing?.queue,
    onNotice(notice) {
      countNotice(notice, metrics);
      logNotice(notice, log);
    },
  });
  const stopServing = await serveMetrics(options, worker, pool, metrics, log);
  metrics.setWorkerState('ready');
  log.info({ threads: options.threads, redis: redactRedisUrl(options.redis.url) }, 'ready for members');
  const reporting = setInterval(() => logStatus(worker, log), STATUS_EVERY_MILLISECONDS);
  drainOnSignal(worker, options.grace, metrics, log);
  const reason = await worker.ended;
  clearInterval(reporting);
  await Promise.all([stopServing(), pool.close(), tracing?.close()]);
  const { jobsDone, membersDone } = worker.status();
  if (reason) log.error({ code: reason.code }, reason.message);
  log.info({ jobs: jobsDone, members: membersDone }, 'left');
  return reason?.exitCode ?? 0;
}

/** A lock outlives two renewals that fail, and is looked for twice while it lasts. */
function lockTimes(seconds: number): Partial<WorkerTimes> {
  return {
    lockMilliseconds: 1000 * seconds,
    lockRenewMilliseconds: 300 * seconds,
    stalledCheckMilliseconds: 500 * seconds,
  };
}

/** The thread pool behind the queue's evaluate function, with modules checked, batches traced and their ends counted. */
function createEvaluate(
  { models }: WorkerOptions,
  pool: ForwardPool,
  metrics: WorkerMetrics,
  tracer: Tracer = NO_TRACER,
): EvaluateBatch {
  const contexts = new WeakMap<BatchJob['context'], Promise<BatchJob['context']>>();
  const allowedContext = (context: BatchJob['context']): Promise<BatchJob['context']> => {
    const known = contexts.get(context) ?? allowedModel(context.model, models).then((model) => ({ ...context, model }));
    contexts.set(context, known);
    return known;
  };
  const evaluate: EvaluateBatch = async (job, signal) =>
    pool.evaluate({ ...job, context: await allowedContext(job.context) }, signal);
  return traceEvaluation(
    tracer,
    reportEvaluation(evaluate, (end) => metrics.observeBatch(end)),
  );
}

async function serveMetrics(
  options: WorkerOptions,
  worker: BullMqWorker,
  pool: ForwardPool,
  metrics: WorkerMetrics,
  log: Logger,
): Promise<() => Promise<void>> {
  const liveness = createLiveness(metrics.eventLoop);
  const watchRedis = createRedisWatch(worker, metrics);
  const turn = setInterval(() => {
    liveness.progress();
    metrics.setThreads({ busy: pool.busy(), idle: pool.threads - pool.busy() });
    watchRedis();
  }, TURN_EVERY_MILLISECONDS);
  const stop = (): void => {
    clearInterval(turn);
    metrics.close();
  };
  if (options.metricsPort === undefined) return () => Promise.resolve(stop());
  const server = await startMetricsServer({
    port: options.metricsPort,
    host: options.metricsHost,
    token: options.metricsToken,
    registry: metrics.registry,
    alive: () => liveness.alive(),
    ready: () => readiness(worker),
  });
  log.info({ url: server.url }, 'serving /metrics, /healthz and /readyz');
  return async () => {
    stop();
    await server.close();
  };
}

/** Tells the connection and what went through it since the last time. */
function createRedisWatch(worker: BullMqWorker, metrics: WorkerMetrics): () => void {
  let told = { bytesSent: 0, bytesReceived: 0 };
  return () => {
    const { bytesSent, bytesReceived } = worker.traffic();
    metrics.addWorkerBytes('sent', bytesSent - told.bytesSent);
    metrics.addWorkerBytes('received', bytesReceived - told.bytesReceived);
    told = { bytesSent, bytesReceived };
    metrics.setRedisConnected(worker.connected());
  };
}

function readiness(worker: BullMqWorker): { ok: boolean; reason: string } {
  if (worker.status().draining) return { ok: false, reason: 'draining' };
  return worker.connected() ? { ok: true, reason: 'ready' } : { ok: false, reason: 'no connection to Redis' };
}

/** The first signal drains, the second ends at once. */
function drainOnSignal(worker: BullMqWorker, grace: number, metrics: WorkerMetrics, log: Logger): void {
  let asked = false;
  const leave = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(130);
    asked = true;
    metrics.setWorkerState('draining');
    log.info({ signal, running: worker.status().running, graceSeconds: grace }, 'leaving: no new batches');
    void worker.drain(grace);
  };
  process.on('SIGTERM', leave);
  process.on('SIGINT', leave);
}

function logStatus(worker: BullMqWorker, log: Logger): void {
  const { running, runs, jobsDone, membersDone } = worker.status();
  log.info({ running, runs, jobs: jobsDone, members: membersDone }, running > 0 ? 'evaluating' : 'waiting for members');
}

function countNotice(notice: WorkerNotice, metrics: WorkerMetrics): void {
  if (notice.kind === 'result-offered') metrics.countCommit(notice.answer);
  if (notice.kind === 'stalled') metrics.countStall();
}

function logNotice(notice: WorkerNotice, log: Logger): void {
  if (notice.kind === 'trouble') return log.warn({}, notice.message);
  const job = { ...stepOfJob(notice.job), job: notice.job };
  switch (notice.kind) {
    case 'job-failed':
      return log.warn({ ...job, code: notice.message.split(':', 1)[0] }, notice.message);
    case 'handed-back':
      return log.info(job, 'handed back to the queue');
    case 'stalled':
      return log.warn(job, 'found without a renewed lock and put back into the queue');
    case 'result-offered':
      return log.debug({ ...job, answer: notice.answer }, 'result offered');
    case 'job-done':
      return log.debug({ ...job, members: notice.members }, 'done');
  }
}
