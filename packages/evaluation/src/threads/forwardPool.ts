/** The main side of the thread boundary ({@link file://./messages.ts}): a Piscina pool that evaluates, assimilates and trains. */
import type { AnalysisOperator } from '@enkit/assimilation';
import type { EvaluationContext, EvaluationRequest, EvaluationResult, ModelSpecification } from '@enkit/contracts';
import { outputCount } from '@enkit/models';
import { createMatrix, createSharedMatrix, selectRows, type BackendName, type Matrix } from '@enkit/numerics';
import { Piscina } from 'piscina';
import type { ApplyTask, BaselineOutcome, BaselineTask, ForwardAnswer, PrepareTask, ThreadTask } from './messages.ts';
import { describeThrown } from '../model/memberError.ts';
import { valueOf, type Answer } from './answer.ts';
import { MemberTimes } from './timeLimit.ts';
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
    job: { readonly context: EvaluationContext; readonly request: EvaluationRequest },
    signal: AbortSignal,
  ): Promise<EvaluationResult>;
  prepareAnalysis(task: Omit<PrepareTask, 'type'>): Promise<AnalysisOperator>;
  /** X + T (X - mean) in blocks spread over the threads; the same bits for any number of threads. */
  applyAnalysis(operator: AnalysisOperator, parameters: Matrix, backend: BackendName): Promise<Matrix>;
  train(task: Omit<BaselineTask, 'type'>): Promise<BaselineOutcome>;
  close(): Promise<void>;
}

/**
 * Parameters updated at a time, whatever the number of threads: bounds the memory beyond the two ensembles to Ne x this, and
 * lets two threads share the update of a network of a few hundred weights.
 */
const BLOCK_COLUMNS = 256;
const DEFAULT_MEMORY_LIMIT_MEGABYTES = 2048;

export function createForwardPool({
  threads,
  memoryLimitMegabytes = DEFAULT_MEMORY_LIMIT_MEGABYTES,
}: ForwardPoolOptions): ForwardPool {
  const piscina = new Piscina({
    filename: new URL('./threadEntry.ts', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    idleTimeout: Infinity,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMegabytes },
    // A thread that waits by blocking wakes up at once, but a model's timers and promises must run.
    atomics: 'disabled',
  });
  piscina.on('error', warnOfStray);
  const times = new WeakMap<EvaluationContext, MemberTimes>();
  const points = createPointsCache();
  let busy = 0;
  const run = async <Value>(task: ThreadTask, signal?: AbortSignal): Promise<Value> => {
    busy++;
    try {
      return valueOf((await piscina.run(task, { name: 'handle', ...(signal && { signal }) })) as Answer<Value>);
    } finally {
      busy--;
    }
  };
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
    evaluate: async ({ context, request }, signal) => {
      const memberTimes = times.get(context) ?? new MemberTimes(context.timeLimitSeconds);
      times.set(context, memberTimes);
      const { key, inputs } = points.get(context, request);
      const predicted = createSharedMatrix(request.members.length, inputs.rows * outputsOf(context.model));
      const { backend, model, seed } = context;
      const { step, members, parameters } = request;
      const task = {
        type: 'forward',
        backend,
        model,
        seed,
        step,
        members,
        parameters,
        predicted,
        inputs,
        pointsKey: key,
      } as const;
      const outcomes = await runWatchedBatch(task, (part, stop) => run<ForwardAnswer>(part, stop), memberTimes, signal);
      return { predicted, outcomes };
    },
    prepareAnalysis: (task) => run<AnalysisOperator>({ type: 'prepare-analysis', ...task }),
    applyAnalysis: async (operator, parameters, backend) => {
      const updated = createSharedMatrix(parameters.rows, parameters.columns);
      const tasks = columnBlocks(parameters.columns).map(
        ([from, to]): ApplyTask => ({ type: 'apply-analysis', operator, parameters, updated, from, to, backend }),
      );
      await Promise.all(tasks.map((task) => run<undefined>(task)));
      return updated;
    },
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

function columnBlocks(columns: number): [number, number][] {
  const count = Math.ceil(columns / BLOCK_COLUMNS);
  return Array.from({ length: count }, (_, b) => [b * BLOCK_COLUMNS, Math.min(columns, (b + 1) * BLOCK_COLUMNS)]);
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

function shareMatrix(matrix: Matrix): Matrix {
  if (matrix.data.buffer instanceof SharedArrayBuffer) return matrix;
  const shared = createSharedMatrix(matrix.rows, matrix.columns);
  shared.data.set(matrix.data);
  return createMatrix(matrix.rows, matrix.columns, shared.data);
}
