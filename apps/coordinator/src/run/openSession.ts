/** Everything that a run needs, opened together and closed together. */
import { createMethod, type AssimilationSettings } from '@enkit/assimilation';
import { type EvaluationContext, type Experiment, type MemberQueue, NO_TRACER } from '@enkit/contracts';
import {
  createForwardPool,
  createInlineEvaluator,
  numericFingerprint,
  type ForwardFunction,
  type ForwardPool,
} from '@enkit/evaluation';
import { createBackend, type Backend } from '@enkit/numerics';
import {
  createInProcessQueue,
  describeNotice,
  reportEvaluation,
  traceEvaluation,
  type BatchEnd,
  type EvaluateBatch,
  type QueueNotice,
} from '@enkit/queue';
import type { Tracing } from '@enkit/telemetry';
import { availableParallelism } from 'node:os';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { RunListener } from './events.ts';
import type { QueueSettings } from './queueSettings.ts';
import type { RunStore, Session } from './session.ts';

export interface SessionSetup {
  readonly run: string;
  readonly experiment: Experiment;
  readonly problem: AssimilationProblem;
  readonly store: RunStore;
  readonly listen: RunListener;
  readonly signal: AbortSignal;
  /** Shared by the sessions of a comparison; otherwise the session has its own. */
  readonly pool?: ForwardPool | undefined;
  /** Workers on other nodes evaluate the members, through this Redis. */
  readonly redis?: QueueSettings | undefined;
  /** Highest fencing epoch that the run's checkpoint knows. */
  readonly checkpointEpoch?: number | undefined;
  /** A function of the calling program instead of a model that threads can load. */
  readonly forward?: ForwardFunction | undefined;
  readonly tracing?: Tracing | undefined;
  /** Told the end of each batch that is evaluated in this process. */
  readonly onBatch?: ((end: BatchEnd) => void) | undefined;
}

export interface OpenSession {
  readonly session: Session;
  /** Resolves when the threads can compute, so that their start is not counted as the run's time. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Threads that an experiment asks for, or the cores there are. */
export function threadCount(experiment: Experiment): number {
  return experiment.evaluation.threads ?? availableParallelism();
}

export function openPool(experiment: Experiment): ForwardPool {
  return createForwardPool({
    threads: threadCount(experiment),
    memoryLimitMegabytes: experiment.evaluation.memoryLimitMegabytes,
  });
}

export async function openSession(setup: SessionSetup): Promise<OpenSession> {
  const { experiment, problem } = setup;
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const pool = setup.pool ?? openPool(experiment);
  const queue = await openQueue(setup, backend, pool).catch(async (error: unknown) => {
    if (!setup.pool) await pool.close();
    throw error;
  });
  const extent = { points: problem.points.train.rows, seed: experiment.ensemble.seed };
  const method = createMethod(assimilationSettings(experiment), extent);
  return {
    session: { ...setup, backend, pool, queue, method, tracer: setup.tracing?.tracer ?? NO_TRACER },
    ready: () => pool.ready(backend.name),
    async close() {
      await queue.close();
      if (!setup.pool) await pool.close();
    },
  };
}

/** The method's settings with what depends on the data. */
function assimilationSettings(experiment: Experiment): AssimilationSettings {
  const { method } = experiment;
  return method.type === 'enkf' ? { ...method, order: arrivesInOrder(experiment) ? 'given' : 'random' } : method;
}

/** Whether the observations are assimilated in the order of the data: a stream is, as it comes. */
export function arrivesInOrder({ method, data }: Experiment): boolean {
  if (method.type !== 'enkf') return false;
  return (method.order ?? (data.source === 'sine-stream' ? 'given' : 'random')) === 'given';
}

async function openQueue(setup: SessionSetup, backend: Backend, pool: ForwardPool): Promise<MemberQueue> {
  const { experiment, forward, redis } = setup;
  const context = evaluationContext(setup, backend);
  const { batch } = experiment.evaluation;
  if (redis) return openBullMq(setup, redis, context, pool);
  const evaluate: EvaluateBatch = forward
    ? createInlineEvaluator(forward)
    : (job, signal) => pool.evaluate(job, signal);
  return createInProcessQueue({
    context,
    evaluate: watched(evaluate, setup),
    threads: forward ? 1 : pool.threads,
    batch,
    takeMatrix: pool.buffers.take,
  });
}

function watched(evaluate: EvaluateBatch, { tracing, onBatch }: SessionSetup): EvaluateBatch {
  return traceEvaluation(tracing?.tracer ?? NO_TRACER, onBatch ? reportEvaluation(evaluate, onBatch) : evaluate);
}

/** Never aborted: what is evaluated ends with the pool. */
const UNTIL_CLOSED = new AbortController().signal;

/** Notices that belong to every healthy run. */
const ROUTINE: readonly QueueNotice['kind'][] = ['worker-joined', 'worker-left'];

async function openBullMq(
  { experiment, listen, checkpointEpoch, tracing }: SessionSetup,
  { settings, prefix, maximumBytesInFlight }: QueueSettings,
  context: EvaluationContext,
  pool: ForwardPool,
): Promise<MemberQueue> {
  const { createBullMqQueue } = await import('@enkit/queue/bullmq');
  return createBullMqQueue({
    redis: settings,
    prefix,
    context,
    checkpointEpoch,
    telemetry: tracing?.queue,
    batch: experiment.evaluation.batch,
    takeMatrix: pool.buffers.take,
    maximumBytesInFlight,
    fingerprint: numericFingerprint(),
    // Also while the run is being stopped: the step in hand is finished.
    evaluateLocally: (request) => pool.evaluate({ context, request }, UNTIL_CLOSED),
    onNotice(notice) {
      listen({
        type: 'notice',
        kind: notice.kind,
        routine: ROUTINE.includes(notice.kind),
        message: describeNotice(notice),
        ...(notice.kind === 'lost' && { jobs: notice.jobs }),
      });
    },
  });
}

function evaluationContext({ run, experiment, problem }: SessionSetup, backend: Backend): EvaluationContext {
  return {
    run,
    seed: experiment.ensemble.seed,
    backend: backend.name,
    model: problem.model,
    points: { ...problem.points },
    timeLimitSeconds: experiment.evaluation.timeLimitSeconds,
  };
}
