/** The scores of predictions, column by column: what the tests hold the works against, and the theory against. */
import type { Matrix } from '@enkit/numerics';
import { centralInterval, scoreOfSorted, sortedColumn } from '../diagnostics.ts';

/** Share of targets inside the central interval of that probability. */
export function intervalCoverage(
  predicted: Matrix,
  targets: ArrayLike<number>,
  probability: number,
  noise = 0,
): number {
  const inside = Array.from(targets).filter((target, k) => {
    const [low, high] = centralInterval(sortedColumn(predicted, k), probability, noise);
    return target >= low && target <= high;
  });
  return inside.length / targets.length;
}

/** Mean continuous ranked probability score. */
export function continuousRankedProbabilityScore(predicted: Matrix, targets: ArrayLike<number>): number {
  let total = 0;
  for (let k = 0; k < targets.length; k++) total += scoreOfSorted(sortedColumn(predicted, k), targets[k]);
  return total / targets.length;
}
