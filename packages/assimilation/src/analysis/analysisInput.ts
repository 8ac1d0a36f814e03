/** What an analysis is given, and the operator that it makes of it. */
import type { Matrix } from '@enkit/numerics';
import type { Observations } from '../observations.ts';
import type { AnalysisFactor } from './updateWork.ts';
import type { WorkingMemory } from './workingMemory.ts';

export type UpdateKind = 'stochastic' | 'transform';

export interface AnalysisInput {
  /** Y, Ne x Nd. */
  readonly predicted: Matrix;
  readonly observations: Observations;
  /** Factor on R in this step, > 0. */
  readonly alpha: number;
  readonly update: UpdateKind;
  /** Nm that the operator will be applied to, for the cheapest order of the products; many when absent. */
  readonly parameters?: number | undefined;
  /** z, Ne x Nd in units of the observation error; the stochastic update needs it or `draw`, the other ignores both. */
  readonly perturbations?: Matrix | undefined;
  /** What drawPerturbations is given, to draw z here. */
  readonly draw?: { readonly seed: number; readonly step: number; readonly members: Uint32Array } | undefined;
  /** For all that the analysis computes on the way; default: fresh shared memory. */
  readonly memory?: WorkingMemory | undefined;
}

/** T as the product of its factors. Immutable. */
export interface AnalysisOperator {
  /** Upper bound of the condition number of the system solved: (trace + alpha) / alpha. */
  readonly condition: number;
  /** From the left; the first is a matrix. */
  readonly factors: readonly AnalysisFactor[];
}
