/** The works of a step beside its evaluations, and how a thread takes part in one. All their matrices lie on shared memory. */
import type { Backend } from '@enkit/numerics';
import { openInflation, type InflationWork } from '../inflation.ts';
import { openPrior, type PriorWork } from '../prior.ts';
import {
  openAnomalies,
  openDraw,
  openInnovations,
  openMeans,
  openWhiten,
  type AnomalyWork,
  type DrawWork,
  type InnovationWork,
  type MeansWork,
  type WhitenWork,
} from './residualWork.ts';
import { openEigen, openResolve, openRoot, type EigenWork, type ResolveWork, type RootWork } from './spectralWork.ts';
import {
  openFactor,
  openGain,
  openGram,
  openProduct,
  openTransform,
  type FactorWork,
  type GainWork,
  type GramWork,
  type ProductWork,
  type TransformWork,
} from './systemWork.ts';
import {
  openMisfits,
  openMoments,
  openScores,
  type MisfitWork,
  type MomentsWork,
  type ScoreWork,
} from './scoreWork.ts';
import { openUpdate, type UpdateWork } from './updateWork.ts';

/** A work of `blocks` parts, which are independent of each other. */
export type AnalysisWork =
  | DrawWork
  | AnomalyWork
  | WhitenWork
  | MeansWork
  | InnovationWork
  | GramWork
  | FactorWork
  | GainWork
  | TransformWork
  | ProductWork
  | EigenWork
  | RootWork
  | ResolveWork
  | UpdateWork
  | MomentsWork
  | MisfitWork
  | ScoreWork
  | PriorWork
  | InflationWork;

type ComputeBlock = (block: number) => void;

/** What computes a block of the work on this thread; what all blocks need is loaded here, once. */
function openWork(work: AnalysisWork, backend: Backend): ComputeBlock {
  switch (work.kind) {
    case 'draw':
      return openDraw(work);
    case 'anomalies':
      return openAnomalies(work);
    case 'whiten':
      return openWhiten(work, backend);
    case 'means':
      return openMeans(work, backend);
    case 'innovations':
      return openInnovations(work);
    case 'gram':
      return openGram(work, backend);
    case 'factor':
      return openFactor(work, backend);
    case 'gain':
      return openGain(work, backend);
    case 'transform':
      return openTransform(work, backend);
    case 'product':
      return openProduct(work, backend);
    case 'eigen':
      return openEigen(work, backend);
    case 'root':
      return openRoot(work, backend);
    case 'resolve':
      return openResolve(work, backend);
    case 'update':
      return openUpdate(work, backend);
    case 'moments':
      return openMoments(work);
    case 'misfits':
      return openMisfits(work, backend);
    case 'scores':
      return openScores(work);
    case 'prior':
      return openPrior(work);
    case 'inflation':
      return openInflation(work);
  }
}

/** Blocks of all works together. */
export function totalBlocks(works: readonly AnalysisWork[]): number {
  return works.reduce((sum, { blocks }) => sum + blocks, 0);
}

/**
 * Computes blocks of works that do not depend on each other.
 * @param take the next block to compute, counted over all works; undefined when there is none left
 */
export function computeBlocks(works: readonly AnalysisWork[], take: () => number | undefined, backend: Backend): void {
  let [first, index] = [0, 0];
  let compute: ComputeBlock | undefined;
  for (let block = take(); block !== undefined; block = take()) {
    while (block >= first + works[index].blocks) {
      first += works[index].blocks;
      index++;
      compute = undefined;
    }
    compute ??= openWork(works[index], backend);
    compute(block - first);
  }
}

/** Computes all blocks on this thread. */
export function computeAll(works: readonly AnalysisWork[], backend: Backend): void {
  const total = totalBlocks(works);
  let next = 0;
  computeBlocks(works, () => (next < total ? next++ : undefined), backend);
}

/** The plan of works that do not depend on each other. */
export function* planOf(...works: AnalysisWork[]): Generator<readonly AnalysisWork[], void, undefined> {
  yield works;
}

/** Carries out a plan on this thread. */
export function carryOut<Result>(
  plan: Generator<readonly AnalysisWork[], Result, undefined>,
  backend: Backend,
): Result {
  for (;;) {
    const next = plan.next();
    if (next.done) return next.value;
    computeAll(next.value, backend);
  }
}
