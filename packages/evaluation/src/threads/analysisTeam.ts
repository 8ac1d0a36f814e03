/**
 * The main side of plans of works on threads: a group of works goes to every thread, and each takes block after block by a counter
 * on shared memory. Which thread computes a block changes no bit; a thread that is busy elsewhere is not waited for.
 */
import { computeAll, totalBlocks, type AnalysisPlan, type AnalysisWork } from '@enkit/assimilation';
import type { Backend, BackendName } from '@enkit/numerics';
import { createEnsembleUpdater, type UpdateEnsemble } from './ensembleUpdater.ts';
import { DONE, NEXT, type AnalysisTask, type UpdateTask } from './messages.ts';
import type { SharedBuffers } from './sharedBuffers.ts';

export interface AnalysisTeam {
  /** Carries out a plan of works on the threads, what is small on this one. */
  carryOut<Result>(plan: AnalysisPlan<Result>, backend: Backend): Promise<Result>;
  update: UpdateEnsemble;
}

type Run = <Value>(task: AnalysisTask | UpdateTask) => Promise<Value>;

/** @param buffers where updated ensembles lie */
export function createAnalysisTeam(threads: number, run: Run, buffers: SharedBuffers): AnalysisTeam {
  return {
    update: createEnsembleUpdater(threads, (task) => run(task), buffers),
    carryOut: (plan, backend) =>
      lead(plan, async (works) => {
        if (works.every(isSmall)) computeAll(works, backend);
        else await computeTogether(works, backend.name, threads, run);
      }),
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
