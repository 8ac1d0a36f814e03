/** Inflation as works for threads. */
import type { AnyMatrix } from '@enkit/numerics';
import { inflationWork, type InflationContext, type InflationSettings } from '../inflation.ts';
import type { AnalysisPlan } from './scaledAnalysis.ts';
import { planMoments } from './scoreWork.ts';

/** Inflates the Ne x Nm ensemble in place; whether all of the result is finite. */
export function* planInflation(
  ensemble: AnyMatrix,
  settings: InflationSettings,
  context: InflationContext,
): AnalysisPlan<boolean> {
  const moments = planMoments(ensemble);
  yield [moments];
  const work = inflationWork(ensemble, moments.mean, moments.deviation, settings, context);
  yield [work];
  return work.flaw[0] === 0;
}
