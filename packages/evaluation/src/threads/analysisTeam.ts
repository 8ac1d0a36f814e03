/**
 * The main side of an analysis on threads: each group of works goes to every thread, and each takes block after block by a
 * counter on shared memory. Which thread computes a block changes no bit; a thread that is busy elsewhere is not waited for.
 */
import {
  computeAll,
  planAnalysis,
  planUpdate,
  totalBlocks,
  type AnalysisOperator,
  type AnalysisPlan,
  type AnalysisWork,
  type UpdatePrecision,
} from '@enkit/assimilation';
import { firstNonFinite, NumericsError, type Backend, type BackendName, type Matrix } from '@enkit/numerics';
import { createEnsembleBuffers } from './ensembleBuffers.ts';
import { DONE, NEXT, type AnalysisTask, type PrepareTask } from './messages.ts';
import { shareMatrix } from './shareMatrix.ts';

export interface UpdateOptions {
  /** Writes the result over the parameters, where nobody else reads them: no second ensemble in memory. */
  readonly inPlace?: boolean;
  /** Of the products that update the parameters; default: double. */
  readonly precision?: UpdatePrecision;
  /** Ids, to name a member whose parameters are not finite after the update. */
  readonly members?: Uint32Array;
}

export interface AnalysisTeam {
  /** Carries out a plan of works on the threads, what is small on this one. */
  carryOut<Result>(plan: AnalysisPlan<Result>, backend: Backend): Promise<Result>;
  prepare(task: Omit<PrepareTask, 'type'>): Promise<AnalysisOperator>;
  /** Throws NUM_NONFINITE naming the first member that is not finite after the update. */
  apply(
    operator: AnalysisOperator,
    parameters: Matrix,
    backend: BackendName,
    options?: UpdateOptions,
  ): Promise<UpdatedParameters>;
  /** Gives back the memory of an ensemble that nobody reads any more: a later update writes there. */
  release(parameters: Matrix): void;
}

export interface UpdatedParameters {
  readonly parameters: Matrix;
  /** Of single precision: the largest error of the increments that were checked, as a share of the largest of them. */
  readonly roundingError?: number;
}

type Run = <Value>(task: AnalysisTask | PrepareTask) => Promise<Value>;

/** Below so many seconds on one thread, handing over groups of works would take longer than what it saves. */
const WORTH_SHARING_SECONDS = 1e-3;
/** Rough costs, on which no result depends. */
const SECONDS_A_VALUE = 7e-8;
const SECONDS_A_FLOP = 3e-11;

export function createAnalysisTeam(threads: number, run: Run): AnalysisTeam {
  const compute = (works: readonly AnalysisWork[], backend: BackendName): Promise<void> =>
    computeTogether(works, backend, threads, run);
  const buffers = createEnsembleBuffers();
  return {
    carryOut: (plan, backend) =>
      lead(plan, async (works) => {
        if (works.every(isSmall)) computeAll(works, backend);
        else await compute(works, backend.name);
      }),
    async prepare(task) {
      if (threads === 1 || secondsOf(task.predicted) < WORTH_SHARING_SECONDS)
        return run<AnalysisOperator>({ type: 'prepare-analysis', ...task });
      const { seed, step, members, backend, ...input } = task;
      const shared = { ...input, predicted: shareMatrix(input.predicted) };
      return lead(planAnalysis({ ...shared, draw: { seed, step, members } }), (works) => compute(works, backend));
    },
    async apply(operator, parameters, backend, { inPlace = false, members, precision = 'double' } = {}) {
      const updated = inPlace ? parameters : buffers.take(parameters.rows, parameters.columns);
      const work = planUpdate(operator, parameters, updated, precision);
      await compute([work], backend);
      if (work.flaw[0] !== 0) refuseUpdated(updated, members);
      if (precision === 'double') return { parameters: updated };
      return { parameters: updated, roundingError: Math.max(...work.roundingErrors) };
    },
    release: (parameters) => buffers.release(parameters),
  };
}

/** Scores of a few values take less time than handing them over. */
const FEW_VALUES = 2 ** 16;

function isSmall(work: AnalysisWork): boolean {
  switch (work.kind) {
    case 'moments':
      return work.ensemble.data.length <= FEW_VALUES;
    case 'prior':
    case 'inflation':
      return 8 * work.ensemble.data.length <= FEW_VALUES;
    case 'misfits':
      return work.predicted.data.length <= FEW_VALUES;
    case 'scores':
      return 8 * work.predicted.data.length <= FEW_VALUES;
    default:
      return false;
  }
}

async function lead<Result>(
  plan: AnalysisPlan<Result>,
  compute: (works: readonly AnalysisWork[]) => Promise<void>,
): Promise<Result> {
  for (;;) {
    const next = plan.next();
    if (next.done) return next.value;
    await compute(next.value);
  }
}

/** Of preparing an analysis of these predicted data on one thread. */
function secondsOf({ rows, columns }: Matrix): number {
  const least = Math.min(rows, columns);
  return rows * columns * SECONDS_A_VALUE + 3 * least * rows * columns * SECONDS_A_FLOP;
}

/** Resolves when every block is computed, rejects with the first failure. */
function computeTogether(
  works: readonly AnalysisWork[],
  backend: BackendName,
  threads: number,
  run: Run,
): Promise<void> {
  const total = totalBlocks(works);
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const task: AnalysisTask = { type: 'analysis', backend, works, total, progress };
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      if (Atomics.load(progress, DONE) === total) resolve();
    };
    const fail = (error: unknown): void => {
      Atomics.store(progress, NEXT, total);
      reject(error);
    };
    for (let thread = 0; thread < Math.min(threads, total); thread++) run<undefined>(task).then(settle, fail);
    if (total === 0) resolve();
  });
}

function refuseUpdated({ data, columns }: Matrix, members?: Uint32Array): never {
  const k = firstNonFinite(data);
  const row = Math.floor(k / columns);
  const whose = members ? `member ${members[row]}` : `row ${row}`;
  throw new NumericsError('NUM_NONFINITE', `expected finite parameters, got ${data[k]} in ${whose} after the update`);
}
