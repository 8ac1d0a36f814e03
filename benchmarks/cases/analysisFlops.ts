/**
 * The theory of the case `scaling`: floating-point operations of one stochastic analysis step by the cheapest order of its
 * products and, counted like operations, what is drawn and read: 60 for each of the Ne Nd perturbations, 4 for each of the
 * Ne Nm parameters.
 */
import { type AnalysisSize, ROUTE_FLOPS } from '../../packages/assimilation/src/analysis/route.ts';

export interface AnalysisSizes {
  /** Nm. */
  readonly parameters: number;
  /** Ne. */
  readonly members: number;
  /** Nd. */
  readonly data: number;
}

const PERTURBATION = 60;
const PARAMETER = 4;

export function analysisFlops({ parameters, members, data }: AnalysisSizes): number {
  const size: AnalysisSize = { parameters, members, observations: data };
  const products = Math.min(...Object.values(ROUTE_FLOPS).map((flops) => flops(size)));
  return products + PERTURBATION * members * data + PARAMETER * members * parameters;
}
