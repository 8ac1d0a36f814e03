/** The life of a worker: start, say what it does, leave in good order. */
import { allowedModel, createForwardPool, numericFingerprint, type ForwardPool } from '@enkit/evaluation';
import {
  createBullMqWorker,
  redactRedisUrl,
  type BatchJob,
  type BullMqWorker,
  type EvaluateBatch,
  type WorkerTimes,
} from '@enkit/queue';
import {
  createLiveness,
  createLogger,
  createWorkerMetrics,
  startMetricsServer,
  type Logger,
  type LogLevel,
  type WorkerMetrics,
} from '@enkit/telemetry';
import { hostname } from 'node:os';
import packageManifest from '../package.json' with { type: 'json' };
import type { WorkerOptions } from './workerOptions.ts';

const STATUS_EVERY_MILLISECONDS = 30_000;
const TURN_EVERY_MILLISECONDS = 1000;
const LEAST_LOG_LEVELS: readonly string[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** Runs until it is asked to leave (0) or cannot take part (the exit code of the reason). */
export async function runWorker(options: WorkerOptions): Promise<number> {
  const node = `${hostname()}:${process.pid}`;
  const log = createLogger({ level: logLevel(), fields: { role: 'worker', node } });
  const metrics = createWorkerMetrics({ version: packageManifest.version });
  const pool = createForwardPool({ threads: options.threads, memoryLimitMegabytes: options.memoryLimit });
  metrics.setWorkerState('starting');
  await pool.ready('wasm');
  const worker = await createBullMqWorker({
    ...options,
    node,
    fingerprint: numericFingerprint(),
    times: lockTimes(options.lock),
    evaluate: createEvaluate(options, pool, metrics),
    onNotice: (notice) => logNotice(notice, log),
  });
  const stopServing = await serveMetrics(options, worker, pool, metrics, log);
  metrics.setWorkerState('ready');
  log.info({ threads: options.threads, redis: redactRedisUrl(options.redis.url) }, 'ready for members');
  const reporting = setInterval(() => logStatus(worker, log), STATUS_EVERY_MILLISECONDS);
  drainOnSignal(worker, options.grace, metrics, log);
  const reason = await worker.ended;
  clearInterval(reporting);
  await Promise.all([stopServing(), pool.close()]);
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

function logLevel(): LogLevel {
  const wanted = process.env['ENKIT_LOG_LEVEL'] ?? 'info';
  return (LEAST_LOG_LEVELS.includes(wanted) ? wanted : 'info') as LogLevel;
}

/** The thread pool behind the queue's evaluate function, with modules checked and times told. */
function createEvaluate({ models }: WorkerOptions, pool: ForwardPool, metrics: WorkerMetrics): EvaluateBatch {
  const contexts = new WeakMap<BatchJob['context'], Promise<BatchJob['context']>>();
  const allowedContext = (context: BatchJob['context']): Promise<BatchJob['context']> => {
    const known = contexts.get(context) ?? allowedModel(context.model, models).then((model) => ({ ...context, model }));
    contexts.set(context, known);
    return known;
  };
  return async (job, signal) => {
    const began = performance.now();
    const context = await allowedContext(job.context);
    try {
      const result = await pool.evaluate({ ...job, context }, signal);
      metrics.observeBatch({
        outcome: 'completed',
        seconds: (performance.now() - began) / 1000,
        members: result.outcomes,
      });
      return result;
    } catch (error) {
      const outcome = signal.aborted ? 'handed-back' : 'failed';
      metrics.observeBatch({ outcome, seconds: (performance.now() - began) / 1000, members: [] });
      throw error;
    }
  };
}

async function serveMetrics(
  options: WorkerOptions,
  worker: BullMqWorker,
  pool: ForwardPool,
  metrics: WorkerMetrics,
  log: Logger,
): Promise<() => Promise<void>> {
  const liveness = createLiveness(metrics.eventLoop);
  const turn = setInterval(() => {
    liveness.progress();
    metrics.setThreads({ busy: pool.busy(), idle: pool.threads - pool.busy() });
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
    ready: () => (worker.status().draining ? { ok: false, reason: 'draining' } : { ok: true, reason: 'ready' }),
  });
  log.info({ url: server.url }, 'serving /metrics, /healthz and /readyz');
  return async () => {
    stop();
    await server.close();
  };
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
  const { running, jobsDone, membersDone } = worker.status();
  log.info({ running, jobs: jobsDone, members: membersDone }, running > 0 ? 'evaluating' : 'waiting for members');
}

function logNotice(
  notice: Parameters<NonNullable<Parameters<typeof createBullMqWorker>[0]['onNotice']>>[0],
  log: Logger,
): void {
  switch (notice.kind) {
    case 'trouble':
      return log.warn({}, notice.message);
    case 'job-failed':
      return log.warn({ job: notice.job, code: notice.message.split(':', 1)[0] }, notice.message);
    case 'handed-back':
      return log.info({ job: notice.job }, 'handed back to the queue');
    case 'job-done':
      return log.debug({ job: notice.job, members: notice.members }, 'done');
  }
}
