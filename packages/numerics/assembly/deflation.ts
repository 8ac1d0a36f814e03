/**
 * Deflation before a merge (Dongarra & Sorensen 1987; LAPACK's dlaed2): vectors whose coupling z is negligible, and one of
 * each pair of poles that nearly coincide, are eigenvectors already; the rest goes into the secular equation.
 */
import { at, get, indexAt, put, putIndex } from './access';
import { rotate } from './vector';

/** Which columns a row of vectors fills: those of the first half, all, or those of the second half. */
export const FIRST: i32 = 0;
export const BOTH: i32 = 1;
export const SECOND: i32 = 2;

const EPSILON: f64 = 2.220446049250313e-16;

/** Rows that went into the secular equation, and rows that were left out, by the last `deflate`. */
export let keptCount: i32 = 0;
export let leftOutCount: i32 = 0;

function largest(x: usize, count: i32): f64 {
  let result: f64 = 0;
  for (let i = 0; i < count; i++) result = max(result, Math.abs(get(x, i)));
  return result;
}

/** Rotates rows `lower` and `upper`, of poles that nearly coincide, so that z[lower] vanishes; false if they do not. */
function couple(m: i32, lower: i32, upper: i32, d: usize, z: usize, q: usize, stride: i32, kinds: usize, tolerance: f64): bool {
  const x = get(z, lower);
  const y = get(z, upper);
  const length = Math.sqrt(x * x + y * y);
  const c = y / length;
  const s = x / length;
  const first = get(d, lower);
  const second = get(d, upper);
  if (Math.abs((second - first) * c * s) > tolerance) return false;
  put(z, upper, length);
  put(z, lower, 0);
  rotate(at(q, stride, lower, 0), at(q, stride, upper, 0), m, c, s);
  put(d, lower, first * c * c + second * s * s);
  put(d, upper, first * s * s + second * c * c);
  if (indexAt(kinds, lower) != indexAt(kinds, upper)) putIndex(kinds, upper, BOTH);
  return true;
}

/**
 * @param m rows of the merged block
 * @param d its poles, z its couplings, q its vectors (a row each); pairs may be rotated
 * @param order the rows by ascending pole
 * @param kinds FIRST, BOTH or SECOND for each row
 * @param kept, leftOut row numbers; `keptCount` and `leftOutCount` of them
 */
export function deflate(
  m: i32, rho: f64, d: usize, z: usize, q: usize, stride: i32, order: usize, kinds: usize, kept: usize, leftOut: usize,
): void {
  const tolerance = 8 * EPSILON * max(largest(d, m), largest(z, m));
  let pending = -1;
  keptCount = 0;
  leftOutCount = 0;
  for (let t = 0; t < m; t++) {
    const row = indexAt(order, t);
    if (rho * Math.abs(get(z, row)) <= tolerance) {
      putIndex(leftOut, leftOutCount++, row);
      continue;
    }
    if (pending >= 0) {
      if (couple(m, pending, row, d, z, q, stride, kinds, tolerance)) putIndex(leftOut, leftOutCount++, pending);
      else putIndex(kept, keptCount++, pending);
    }
    pending = row;
  }
  if (pending >= 0) putIndex(kept, keptCount++, pending);
}
