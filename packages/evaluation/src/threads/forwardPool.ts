/** The main side of the thread boundary ({@link file://./messages.ts}): a Piscina pool that evaluates, assimilates and trains. */
import type { EvaluationContext, EvaluationRequest, EvaluationResult, ModelSpecification } from '@enkit/contracts';
import { outputCount } from '@enkit/models';
import { createSharedMatrix, selectRows, type BackendName, type Matrix } from '@enkit/numerics';
import { Piscina } from 'piscina';
import type {
  BaselineOutcome,
  BaselineTask,
  ForwardAnswer,
  ForwardTask,
  ThreadMessage,
  ThreadTask,
} from './messages.ts';
import { describeThrown } from '../model/memberError.ts';
import { createAnalysisTeam, type AnalysisTeam } from './analysisTeam.ts';
import { valueOf, type Answer } from './answer.ts';
import { createCollectionCount } from './deadMemory.ts';
import { createSharedBuffers, type SharedBuffers } from './sharedBuffers.ts';
import { shareMatrix } from './shareMatrix.ts';
import { createMemberTimesByKind } from './memberTimesByKind.ts';
import { sharingThreads } from './sharingThreads.ts';
import { runWatchedBatch } from './watchedBatch.ts';

export interface ForwardPoolOptions {
  readonly threads: number;
  /** Heap limit of a thread in MiB; a model beyond it fails its member with MEMBER_OOM. */
  readonly memoryLimitMegabytes?: number | undefined;
}

export interface ForwardPool {
  readonly threads: number;
  /** Resolves when every thread has loaded the backend. */
  ready(backend: BackendName): Promise<void>;
  /** Threads that compute now. */
  busy(): number;
  /** Evaluates one batch; the shape of the evaluate function that both member queues call. */
  evaluate(
    job: {
      readonly context: EvaluationContext;
      readonly request: EvaluationRequest;
      /** Written in place of a new matrix, n x Nd on shared memory. */
      readonly into?: Matrix;
      /** That share the batch at most, as its measured cost is worth it; default: 1. */
      readonly threads?: number;
    },
    signal: AbortSignal,
  ): Promise<EvaluationResult>;
  /** Carries out a plan of works, such as scores, on the threads; what is small, on this one. */
  carryOut: AnalysisTeam['carryOut'];
  /** One whole analysis, its blocks spread over the threads; the same bits for any number of threads, in place or not. */
  updateEnsemble: AnalysisTeam['update'];
  /** Where updated ensembles lie; for predictions as well. */
  readonly buffers: SharedBuffers;
  train(task: Omit<BaselineTask, 'type'>): Promise<BaselineOutcome>;
  close(): Promise<void>;
}

const DEFAULT_MEMORY_LIMIT_MEGABYTES = 2048;

export function createForwardPool({
  threads,
  memoryLimitMegabytes = DEFAULT_MEMORY_LIMIT_MEGABYTES,
}: ForwardPoolOptions): ForwardPool {
  const piscina = new Piscina({
    filename: new URL('./threadEntry.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMegabytes },
    // A thread that waits by blocking wakes up at once, but a model's timers and promises must run.
    atomics: 'disabled',
  });
  piscina.on('error', warnOfStray);
  const timesOf = createMemberTimesByKind();
  const points = createPointsCache();
  const collections = createCollectionCount();
  let busy = 0;
  const run = async <Value>(task: ThreadTask, signal?: AbortSignal): Promise<Value> => {
    busy++;
    try {
      const message: ThreadMessage = { task, collections: collections() };
      return valueOf((await piscina.run(message, { name: 'handle', ...(signal && { signal }) })) as Answer<Value>);
    } finally {
      busy--;
    }
  };
  const buffers = createSharedBuffers();
  const team = createAnalysisTeam(threads, run, buffers);
  return {
    threads,
    async ready(backend) {
      const arrived = new Int32Array(new SharedArrayBuffer(4));
      const tasks = Array.from({ length: threads }, () =>
        run<undefined>({ type: 'warm-up', backend, arrived, threads }),
      );
      await Promise.all(tasks);
    },
    busy: () => Math.min(busy, threads),
    evaluate: async ({ context, request, into, threads: most = 1 }, signal) => {
      const times = timesOf(context, request);
      const { key, inputs } = points.get(context, request);
      const predicted = into ?? createSharedMatrix(request.members.length, inputs.rows * outputsOf(context.model));
      const { backend, model, seed } = context;
      const { step, members, parameters } = request;
      const task = {
        type: 'forward',
        backend,
        model,
        seed,
        step,
        members,
        // Not of an ensemble on memory of this thread: a message would copy all of it with every batch.
        parameters: shareMatrix(parameters),
        predicted,
        inputs,
        pointsKey: key,
      } as const;
      const runPart = (part: ForwardTask, stop: AbortSignal) => run<ForwardAnswer>(part, stop);
      const sharing = sharingThreads(members.length, most, times.typical());
      const outcomes = await runWatchedBatch(task, runPart, times, signal, sharing);
      return { predicted, outcomes };
    },
    carryOut: (plan, backend) => team.carryOut(plan, backend),
    updateEnsemble: (analysis) => team.update(analysis),
    buffers,
    train: (task) => run<BaselineOutcome>({ type: 'baseline', ...task }),
    close: () => piscina.destroy(),
  };
}

/**
 * Errors that belong to no task: the answer of a thread whose task was aborted meanwhile, which is of no consequence, or
 * what a model threw after it had returned, which is said.
 */
function warnOfStray(error: unknown): void {
  const text = describeThrown(error);
  if (!text.includes('Unexpected message from Worker')) process.emitWarning(`a worker thread reported: ${text}`);
}

/** Predicted values per point. */
export function outputsOf(model: ModelSpecification): number {
  return model.type === 'mlp' ? outputCount(model) : model.outputs;
}

let contextsSeen = 0;

/** Points on shared memory with a key that says which they are, once per context, point set and selection. */
function createPointsCache(): {
  get(context: EvaluationContext, request: EvaluationRequest): { key: string; inputs: Matrix };
} {
  const cache = new WeakMap<EvaluationContext, Map<string, { key: string; inputs: Matrix }>>();
  const contexts = new WeakMap<EvaluationContext, number>();
  return {
    get(context, { pointSet, pointIndices, step, purpose }) {
      const number = contexts.get(context) ?? contextsSeen++;
      contexts.set(context, number);
      const known = cache.get(context) ?? new Map<string, { key: string; inputs: Matrix }>();
      cache.set(context, known);
      const name = pointIndices ? `${pointSet}[${purpose} ${step}]` : pointSet;
      const found = known.get(name);
      if (found) return found;
      for (const earlier of known.keys()) if (earlier.includes('[')) known.delete(earlier);
      const all = context.points[pointSet];
      const inputs = shareMatrix(pointIndices ? selectRows(all, pointIndices) : all);
      const entry = { key: `${number} ${name}`, inputs };
      known.set(name, entry);
      return entry;
    },
  };
}
