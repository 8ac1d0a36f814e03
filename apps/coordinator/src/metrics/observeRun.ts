/** A run in the metrics that Prometheus scrapes: a listener of its events, and the server of /metrics and the probes. */
import { EnkitError, type EvaluationProgress } from '@enkit/contracts';
import { kernelWidth } from '@enkit/numerics';
import type { BatchEnd, BullMqQueue } from '@enkit/queue';
import {
  createCoordinatorMetrics,
  createLiveness,
  isQueueEvent,
  startMetricsServer,
  type CoordinatorMetrics,
  type Liveness,
  type MetricsServer,
  type MetricsServerOptions,
  type RunPhase,
} from '@enkit/telemetry';
import type { RunEvent, RunListener } from '../run/events.ts';
import type { Session } from '../run/session.ts';

export interface MetricsOptions {
  readonly port: number;
  readonly host?: string | undefined;
  /** Bearer token that /metrics asks for. */
  readonly token?: string | undefined;
  readonly version: string;
}

export interface RunObserver {
  readonly listen: RunListener;
  /** Tells the observer the session whose queue it watches. */
  watch(session: Session): void;
  /** Counts a batch that was evaluated in this process. */
  readonly batchEnded: (end: BatchEnd) => void;
  readonly url: string;
  close(): Promise<void>;
}

const TURN_EVERY_MILLISECONDS = 1000;

export async function observeRun({ port, host, token, version }: MetricsOptions): Promise<RunObserver> {
  const metrics = createCoordinatorMetrics({ version, kernels: kernelWidth() });
  const liveness = createLiveness(metrics.eventLoop, { maximumSilenceSeconds: Infinity });
  // A scaler that asks before the queue is open must read 0, not nothing.
  metrics.setQueueDepth({});
  metrics.setPhase('sampling');
  let session: Session | undefined;
  let finished = false;
  const watch = createQueueWatch(metrics);
  const server = await listenOrExplain(port, {
    ...(host !== undefined && { host }),
    token,
    registry: metrics.registry,
    alive: () => liveness.alive(),
    ready: () => readiness(session),
  });
  const turn = setInterval(() => session && watch.turn(session), TURN_EVERY_MILLISECONDS);
  return {
    url: server.url,
    listen(event) {
      finished ||= event.type === 'finished';
      observe(event, metrics, liveness, session);
    },
    watch(opened) {
      session = opened;
      watch.turn(opened);
    },
    batchEnded: (end) => metrics.evaluation.observeBatch(end),
    close() {
      clearInterval(turn);
      if (session) watch.load(session);
      if (!finished && !session?.signal.aborted) metrics.setPhase('failed');
      return closeAll(metrics, server);
    },
  };
}

/** How long the end of a run waits for Prometheus to fetch its last step. */
const LAST_SCRAPE_SECONDS = 30;

async function listenOrExplain(port: number, options: Omit<MetricsServerOptions, 'port'>): Promise<MetricsServer> {
  try {
    return await startMetricsServer({ port, ...options });
  } catch (error) {
    throw new EnkitError('METRICS_PORT', {
      got: `port ${port}: ${error instanceof Error ? error.message : String(error)}`,
      cause: error,
    });
  }
}

async function closeAll(metrics: CoordinatorMetrics, server: MetricsServer): Promise<void> {
  await server.lastScrape(LAST_SCRAPE_SECONDS);
  metrics.close();
  await server.close();
}

function observe(event: RunEvent, metrics: CoordinatorMetrics, liveness: Liveness, session: Session | undefined): void {
  liveness.progress();
  switch (event.type) {
    case 'started':
      return describe(event, metrics, session);
    case 'progress':
      metrics.setPhase(phaseOf(event.progress));
      return metrics.observeProgress(event.progress);
    case 'step':
      // It comes when the step is recorded: what follows is the next evaluation, whose first batch may take hours.
      metrics.setPhase('evaluating');
      metrics.setRemaining(remainingSeconds(event.record));
      return metrics.observeStep(event.record);
    case 'checkpoint':
      return metrics.checkpointWritten(event.seconds, event.bytes);
    case 'checkpoint-failed':
      return metrics.checkpointFailed();
    case 'notice':
      return isQueueEvent(event.kind) ? metrics.countQueueEvent(event.kind, event.jobs) : undefined;
    case 'finished':
      metrics.setPhase('finished');
      metrics.setRemaining(0);
      return metrics.observeResult(event.result);
    case 'warning':
      return undefined;
  }
}

function describe(
  event: Extract<RunEvent, { type: 'started' }>,
  metrics: CoordinatorMetrics,
  session: Session | undefined,
): void {
  const { run, name, method, backend, members, parameters, plannedSteps } = event;
  const model = session?.problem.model.type ?? 'unknown';
  const update = session?.method.update ?? 'unknown';
  metrics.setRun({
    run,
    experiment: name,
    model,
    method,
    update,
    backend,
    queue: session?.queue.kind ?? 'unknown',
    members,
    parameters,
    plannedSteps,
  });
  metrics.setPhase('sampling');
}

/** At the pace of the run so far; undefined while the number of steps is unknown. */
function remainingSeconds({
  step,
  plannedSteps,
  elapsedSeconds,
}: Extract<RunEvent, { type: 'step' }>['record']): number | undefined {
  return plannedSteps === undefined ? undefined : (elapsedSeconds / step) * (plannedSteps - step);
}

/** Evaluations that score the ensemble, of a step or at the end, belong to its record. */
const SCORING = /^(monitor|final-)/;

/** The analysis begins when the last member is there; members drawn anew to replace failed ones go back a phase. */
function phaseOf({ purpose, done, total }: EvaluationProgress): RunPhase {
  if (SCORING.test(purpose)) return 'recording';
  return done === total ? 'assimilating' : 'evaluating';
}

function readiness(session: Session | undefined): { ok: boolean; reason: string } {
  if (!session) return { ok: false, reason: 'opening the session' };
  const { queue } = session;
  return isBullMq(queue) && !queue.connected()
    ? { ok: false, reason: 'no connection to Redis' }
    : { ok: true, reason: 'running' };
}

/** Tells the queue's state, and what went through Redis since the last time. */
function createQueueWatch(metrics: CoordinatorMetrics): { turn(session: Session): void; load(session: Session): void } {
  let told = { bytesSent: 0, bytesReceived: 0 };
  const load = ({ queue }: Session): void => {
    if (!isBullMq(queue)) return;
    const { jobs, bytesInFlight, bytesSent, bytesReceived } = queue.load();
    metrics.setQueueDepth(jobs);
    metrics.setInFlightBytes(bytesInFlight);
    metrics.addQueueBytes('sent', bytesSent - told.bytesSent);
    metrics.addQueueBytes('received', bytesReceived - told.bytesReceived);
    told = { bytesSent, bytesReceived };
  };
  return {
    load,
    turn(session) {
      const { queue, pool } = session;
      metrics.evaluation.setThreads({ busy: pool.busy(), idle: pool.threads - pool.busy() });
      const workers = isBullMq(queue) ? queue.workers().length : 1;
      metrics.setWorkers({ workers, threads: queue.threads() });
      if (!isBullMq(queue)) return;
      metrics.setRedisConnected(queue.connected());
      metrics.setRedisMemory(queue.redisMemory());
      load(session);
    },
  };
}

function isBullMq(queue: Session['queue']): queue is BullMqQueue {
  return queue.kind === 'bullmq';
}
