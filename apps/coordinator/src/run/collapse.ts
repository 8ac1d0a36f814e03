/** When an ensemble counts as collapsed: its spread is so far below its error that it says nothing of it. */

const COLLAPSE_RATIO = 0.01;

/** Spread and root mean square error of the same predictions, in the same units. */
export function isCollapsed(spread: number, rootMeanSquareError: number): boolean {
  return spread < COLLAPSE_RATIO * rootMeanSquareError;
}
