/** How far a coverage is from the 90 % that it should be. */
import { isNumber, type MaybeNumber } from '../page/numberFormat.ts';

export type Calibration = 'over-confident' | 'well calibrated' | 'under-confident';

const NOMINAL = 0.9;
const LOWEST = 0.8;
const HIGHEST = 0.97;

/**
 * Judges the share of targets inside a central 90 % interval. 80 % to 97 % count as well calibrated; with few points
 * the range is widened to two binomial standard deviations, sqrt(0.9 x 0.1 / n), since no better can be said.
 * @returns undefined if the coverage is missing or there are no points
 */
export function judgeCoverage(coverage: MaybeNumber, points: number): Calibration | undefined {
  if (!isNumber(coverage) || !(points > 0)) return undefined;
  const sampling = 2 * Math.sqrt((NOMINAL * (1 - NOMINAL)) / points);
  if (coverage < Math.min(LOWEST, NOMINAL - sampling)) return 'over-confident';
  if (coverage > Math.max(HIGHEST, NOMINAL + sampling)) return 'under-confident';
  return 'well calibrated';
}
