/**
 * Eigenvalues and vectors of a symmetric matrix: tridiagonal form, divide and conquer, and back. 4/3 n^3 flops for the form
 * and at most 10/3 n^3 in products for the vectors.
 */
import { at, get, indexAt, put } from './access';
import { conquer, conquerScratch } from './conquer';
import { sortOrder } from './sort';
import { applyReflectors, tridiagonalScratch, tridiagonalize } from './tridiagonal';

const SMALLEST_NORMAL: f64 = 2.2250738585072014e-308;

/** A power of two near the largest element: scaling with it is exact, and keeps squares from over- and underflow. */
function unitOf(a: usize, count: i32): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) largest = max(largest, Math.abs(get(a, i)));
  if (largest == 0) return 1;
  return max(reinterpret<f64>(reinterpret<u64>(largest) & 0x7ff0000000000000), SMALLEST_NORMAL);
}

/** Doubles of scratch for an n x n matrix. */
export function eigenScratch(n: i32): usize {
  return <usize>n * <usize>n + 4 * <usize>n + max(conquerScratch(n), tridiagonalScratch(n));
}

/**
 * @param a n x n symmetric, the lower triangle read; becomes the vectors: column k belongs to values[k]
 * @param values n, ascending
 * @param scratch eigenScratch(n) doubles
 * @returns 0, or 1 + a row near which the iteration did not converge
 */
export function symmetricEigen(n: i32, a: usize, values: usize, scratch: usize): i32 {
  const q = scratch;
  const diagonal = at(q, n, n, 0);
  const below = diagonal + 8 * <usize>n;
  const tau = below + 8 * <usize>n;
  const order = tau + 8 * <usize>n;
  const rest = order + 8 * <usize>n;
  const unit = unitOf(a, n * n);
  const inverse = 1 / unit;
  for (let i = 0; i < n * n; i++) put(a, i, get(a, i) * inverse);
  tridiagonalize(n, a, diagonal, below, tau, rest);
  const failed = conquer(n, diagonal, below, q, rest);
  if (failed) return failed;
  applyReflectors(n, a, tau, q, rest);
  sortOrder(n, diagonal, order);
  for (let k = 0; k < n; k++) {
    const from = indexAt(order, k);
    put(values, k, get(diagonal, from) * unit);
    for (let i = 0; i < n; i++) put(at(a, n, i, 0), k, get(at(q, n, from, 0), i));
  }
  return 0;
}
