/**
 * The main side of an analysis on threads: works go to every thread, and each takes block after block by a counter on shared
 * memory. Which thread computes a block changes no bit; a thread that is busy elsewhere is not waited for.
 */
import {
  computeAll,
  totalBlocks,
  type AnalysisInput,
  type AnalysisPlan,
  type AnalysisWork,
  type UpdatePrecision,
  type UpdateSummary,
} from '@enkit/assimilation';
import { firstNonFinite, NumericsError, type Backend, type BackendName, type Matrix } from '@enkit/numerics';
import { abandon, createPlanProgress } from './followPlan.ts';
import { DONE, NEXT, type AnalysisTask, type UpdateAnswer, type UpdateTask } from './messages.ts';
import type { SharedBuffers } from './sharedBuffers.ts';
import { shareMatrix } from './shareMatrix.ts';
import { createArenas } from './workingArena.ts';

export interface EnsembleAnalysis extends Pick<AnalysisInput, 'predicted' | 'observations' | 'alpha' | 'update'> {
  readonly backend: BackendName;
  /** Of the observation perturbations. */
  readonly seed: number;
  readonly step: number;
  /** Ids, Ne: of the perturbations too, and to name a member whose parameters are not finite after the update. */
  readonly members: Uint32Array;
  /** X, Ne x Nm. */
  readonly parameters: Matrix;
  /** Writes the result over the parameters, where nobody else reads them: no second ensemble in memory. */
  readonly inPlace?: boolean;
  /** Of the products that update the parameters; default: double. */
  readonly precision?: UpdatePrecision;
}

export interface UpdatedEnsemble extends Omit<UpdateSummary, 'isFinite'> {
  readonly parameters: Matrix;
}

export interface AnalysisTeam {
  /** Carries out a plan of works on the threads, what is small on this one. */
  carryOut<Result>(plan: AnalysisPlan<Result>, backend: Backend): Promise<Result>;
  /** Throws like prepareAnalysis of the assimilation, and NUM_NONFINITE naming the first member that is not finite after the update. */
  update(analysis: EnsembleAnalysis): Promise<UpdatedEnsemble>;
}

type Run = <Value>(task: AnalysisTask | UpdateTask) => Promise<Value>;

/** Below so many seconds on one thread, a second one would take longer to come than what it saves. */
const WORTH_SHARING_SECONDS = 3e-4;
/** Rough costs, on which no result depends. */
const SECONDS_A_VALUE = 3e-8;
const SECONDS_A_FLOP = 3e-11;

/** @param buffers where updated ensembles lie */
export function createAnalysisTeam(threads: number, run: Run, buffers: SharedBuffers): AnalysisTeam {
  const arenas = createArenas();
  const summarise = async (task: Omit<UpdateTask, 'arena' | 'progress'>): Promise<UpdateSummary> => {
    const together = secondsOf(task) < WORTH_SHARING_SECONDS ? 1 : threads;
    for (let bytes = arenaBytes(task.input.predicted); ; bytes *= 2) {
      const arena = arenas.take(bytes);
      const answer = await updateTogether({ ...task, arena, progress: createPlanProgress() }, together, run);
      if (answer === 'full') continue;
      arenas.release(arena);
      return answer;
    }
  };
  return {
    carryOut: (plan, backend) =>
      lead(plan, async (works) => {
        if (works.every(isSmall)) computeAll(works, backend);
        else await computeTogether(works, backend.name, threads, run);
      }),
    async update({ backend, seed, step, members, parameters, inPlace = false, precision = 'double', ...rest }) {
      const updated = inPlace ? parameters : buffers.take(parameters.rows, parameters.columns);
      const input = { ...rest, predicted: shareMatrix(rest.predicted), draw: { seed, step, members } };
      const task = { type: 'update', backend, input, parameters: shareMatrix(parameters), updated, precision } as const;
      const { isFinite, ...solved } = await summarise(task);
      if (!isFinite) refuseUpdated(updated, members);
      return { parameters: updated, ...solved };
    },
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

/** Of an analysis on one thread. */
function secondsOf({ input: { predicted }, parameters }: Pick<UpdateTask, 'input' | 'parameters'>): number {
  const { rows, columns } = predicted;
  const least = Math.min(rows, columns);
  const flops = 3 * least * rows * columns + 2 * least * parameters.data.length;
  return (rows * columns + parameters.data.length) * SECONDS_A_VALUE + flops * SECONDS_A_FLOP;
}

/** About what most analyses need. */
function arenaBytes({ rows, columns }: Matrix): number {
  return 8 * (3 * rows * columns + 2 * Math.min(rows, columns) ** 2 + 1024);
}

/** What the first thread that is through with the plan tells; the failure of one is that of all. */
async function updateTogether(task: UpdateTask, threads: number, run: Run): Promise<UpdateSummary | 'full'> {
  const parts = Array.from({ length: threads }, async () => {
    const answer = await run<UpdateAnswer>(task);
    return answer === 'left' ? new Promise<never>(() => undefined) : answer;
  });
  try {
    return await Promise.race(parts);
  } catch (error) {
    abandon(task.progress);
    throw error;
  }
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
