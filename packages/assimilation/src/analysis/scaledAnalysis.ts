/** What every update starts from, and the shape of its plan. */
import type { Matrix } from '@enkit/numerics';
import type { AnalysisSize } from './route.ts';
import type { AnalysisWork } from './work.ts';
import type { WorkingMemory } from './workingMemory.ts';

/** Yields groups of works; goes on when all of a group are done. */
export type AnalysisPlan<Result> = Generator<readonly AnalysisWork[], Result, undefined>;

/** What every update starts from. */
export interface ScaledAnalysis {
  readonly size: AnalysisSize;
  readonly alpha: number;
  /** M: S (Ne x Nd), or in data space its transpose. */
  readonly factors: Matrix;
  readonly inDataSpace: boolean;
  /** dbar, 1 x Nd. */
  readonly innovation: Matrix;
  /** z, Ne x Nd, of the stochastic update; with its means over the members if it was drawn, else they are zero. */
  readonly perturbations?: { readonly z: Matrix; readonly means?: Float64Array | undefined } | undefined;
  readonly condition: number;
  readonly memory: WorkingMemory;
}
