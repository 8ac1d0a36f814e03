import type { Matrix } from '@enkit/numerics';
import { scalarError } from '../observations.ts';
import type { AnalysisPlan } from './scaledAnalysis.ts';
import { planMisfits } from './scoreWork.ts';

/** The row of Y (Ne x Nd) with the least squared error against the targets (Nd): the first of equal ones, and one that is not finite last. */
export function* planBestMember(predicted: Matrix, targets: Float64Array): AnalysisPlan<number> {
  const work = planMisfits(predicted, { values: targets, error: scalarError(1) });
  yield [work];
  let [best, least] = [0, Infinity];
  work.misfits.forEach((misfit, j) => {
    if (misfit < least) [best, least] = [j, misfit];
  });
  return best;
}
