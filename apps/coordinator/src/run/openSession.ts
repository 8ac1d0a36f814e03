/** Everything that a run needs, opened together and closed together. */
import { createMethod, type AssimilationSettings } from '@enkit/assimilation';
import { EnkitError, type EvaluationContext, type Experiment, type MemberQueue } from '@enkit/contracts';
import { createForwardPool, createInlineEvaluator, type ForwardFunction, type ForwardPool } from '@enkit/evaluation';
import { createBackend, type Backend } from '@enkit/numerics';
import { createInProcessQueue } from '@enkit/queue';
import { availableParallelism } from 'node:os';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { RunListener } from './events.ts';
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
  /** A function of the calling program instead of a model that threads can load. */
  readonly forward?: ForwardFunction | undefined;
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

export function openSession(setup: SessionSetup): OpenSession {
  const { experiment, problem } = setup;
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const pool = setup.pool ?? openPool(experiment);
  const queue = openQueue(setup, backend, pool);
  const extent = { points: problem.points.train.rows, seed: experiment.ensemble.seed };
  const method = createMethod(assimilationSettings(experiment), extent);
  return {
    session: { ...setup, backend, pool, queue, method },
    ready: () => pool.ready(backend.name),
    async close() {
      await queue.close();
      if (!setup.pool) await pool.close();
    },
  };
}

/** The method's settings with what depends on the data: a stream is assimilated as it comes. */
function assimilationSettings({ method, data }: Experiment): AssimilationSettings {
  if (method.type !== 'enkf') return method;
  return { ...method, order: method.order ?? (data.source === 'sine-stream' ? 'given' : 'random') };
}

function openQueue(setup: SessionSetup, backend: Backend, pool: ForwardPool): MemberQueue {
  const { experiment, forward } = setup;
  if (experiment.evaluation.queue) throw new EnkitError('QUEUE_CLOSED');
  return createInProcessQueue({
    context: evaluationContext(setup, backend),
    evaluate: forward ? createInlineEvaluator(forward) : (job, signal) => pool.evaluate(job, signal),
    threads: forward ? 1 : pool.threads,
    batch: experiment.evaluation.batch,
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
