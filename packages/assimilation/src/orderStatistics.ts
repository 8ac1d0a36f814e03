/** Puts a few order statistics in their places, which takes a few passes where sorting takes log n. */

/** A part of so few values is sorted. */
const FEW = 12;

/**
 * Rearranges values so that at each of the ascending positions stands what sorting would put there (quickselect, Hoare 1961,
 * Comm. ACM 4(7), algorithm 65, on all positions at once). Without NaN; about 3 n comparisons for three positions.
 */
export function placeInOrder(values: Float64Array, positions: readonly number[]): void {
  placeBetween(values, 0, values.length - 1, positions, 0, positions.length);
}

/** Puts the positions [next, end) of the list in order, all of which lie within [first, last]. */
function placeBetween(
  values: Float64Array,
  first: number,
  last: number,
  positions: readonly number[],
  next: number,
  end: number,
): void {
  if (next === end || first >= last) return;
  if (last - first < FEW) {
    sortBetween(values, first, last);
    return;
  }
  const pivot = medianOfThree(values[first], values[(first + last) >>> 1], values[last]);
  const high = gather(values, first, last, pivot, 0);
  // Of a pivot that is the least value, those that equal it are in place.
  const start = high > first ? high : gather(values, first, last, pivot, 1);
  let split = next;
  while (split < end && positions[split] < start) split++;
  placeBetween(values, first, high - 1, positions, next, split);
  placeBetween(values, start, last, positions, split, end);
}

/**
 * Moves values below the pivot to the front, or those that equal it too; where the others begin. Each value is swapped and then
 * counted or not: a branch on a comparison that nobody can foresee would take several times as long.
 * @param equal 1 for those that equal it too, else 0
 */
function gather(values: Float64Array, first: number, last: number, pivot: number, equal: 0 | 1): number {
  let end = first;
  for (let i = first; i <= last; i++) {
    const value = values[i];
    values[i] = values[end];
    values[end] = value;
    end += Number(value < pivot) | (equal & Number(value === pivot));
  }
  return end;
}

/** By insertion. */
function sortBetween(values: Float64Array, first: number, last: number): void {
  for (let i = first + 1; i <= last; i++) {
    const value = values[i];
    let at = i;
    for (; at > first && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

function medianOfThree(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
