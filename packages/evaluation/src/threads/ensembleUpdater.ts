/**
 * The main side of an analysis: every thread gets all of it, and follows its plan ({@link file://./followPlan.ts}). What comes
 * out is the same for any number of threads, in place or not.
 */
import type { AnalysisInput, UpdateSummary } from '@enkit/assimilation';
import {
  firstNonFinite,
  NumericsError,
  type AnyMatrix,
  type BackendName,
  type Matrix,
  type Precision,
} from '@enkit/numerics';
import { abandon, createPlanProgress } from './followPlan.ts';
import type { UpdateAnswer, UpdateTask } from './messages.ts';
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
  readonly parameters: AnyMatrix;
  /** Writes the result over the parameters, where nobody else reads them: no second ensemble in memory. */
  readonly inPlace?: boolean;
  /** Of the products that update the parameters; default: double. */
  readonly precision?: Precision;
}

export interface UpdatedEnsemble extends Omit<UpdateSummary, 'isFinite'> {
  /** Of the same precision as those before. */
  readonly parameters: AnyMatrix;
}

/** Throws like prepareAnalysis of the assimilation, and NUM_NONFINITE naming the first member that is not finite after the update. */
export type UpdateEnsemble = (analysis: EnsembleAnalysis) => Promise<UpdatedEnsemble>;

type RunPart = (task: UpdateTask) => Promise<UpdateAnswer>;

/** Below so many seconds on one thread, a second one would take longer to come than what it saves. */
const WORTH_SHARING_SECONDS = 3e-4;
/** Rough costs, on which no result depends. */
const SECONDS_A_VALUE = 3e-8;
const SECONDS_A_FLOP = 3e-11;

/** @param buffers where updated ensembles lie */
export function createEnsembleUpdater(threads: number, run: RunPart, buffers: SharedBuffers): UpdateEnsemble {
  const analyse = createAnalyser(threads, run);
  return async ({ backend, seed, step, members, inPlace = false, precision = 'double', ...rest }) => {
    const [parameters, predicted] = [shareMatrix(rest.parameters), shareMatrix(rest.predicted)];
    const updated = inPlace ? parameters : buffers.takeLike(parameters);
    const { observations, alpha, update } = rest;
    const input = { predicted, observations, alpha, update, draw: { seed, step, members } };
    const { isFinite, ...solved } = await analyse({ type: 'update', backend, input, parameters, updated, precision });
    if (!isFinite) refuseUpdated(updated, members);
    return { parameters: updated, ...solved };
  };
}

/** Finds the working memory: twice as much, and from the beginning, where it was not enough. */
function createAnalyser(
  threads: number,
  run: RunPart,
): (task: Omit<UpdateTask, 'arena' | 'progress'>) => Promise<UpdateSummary> {
  const arenas = createArenas();
  return async (task) => {
    const together = secondsOf(task) < WORTH_SHARING_SECONDS ? 1 : threads;
    for (let bytes = arenaBytes(task.input.predicted); ; bytes *= 2) {
      const arena = arenas.take(bytes);
      const answer = await updateTogether({ ...task, arena, progress: createPlanProgress() }, together, run);
      if (answer === 'full') continue;
      // An analysis that fails keeps its memory: other threads may still be writing there.
      arenas.release(arena);
      return answer;
    }
  };
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
async function updateTogether(task: UpdateTask, threads: number, run: RunPart): Promise<UpdateSummary | 'full'> {
  const parts = Array.from({ length: threads }, async () => {
    const answer = await run(task);
    return answer === 'left' ? new Promise<never>(() => undefined) : answer;
  });
  try {
    return await Promise.race(parts);
  } catch (error) {
    abandon(task.progress);
    throw error;
  }
}

function refuseUpdated({ data, columns }: AnyMatrix, members: Uint32Array): never {
  const k = firstNonFinite(data);
  const whose = `member ${members[Math.floor(k / columns)]}`;
  throw new NumericsError('NUM_NONFINITE', `expected finite parameters, got ${data[k]} in ${whose} after the update`);
}
