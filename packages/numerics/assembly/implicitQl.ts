/**
 * The implicit QL iteration with Wilkinson's shift on a symmetric tridiagonal matrix (Golub & Van Loan, 4th ed., section
 * 8.3.3): the leaves of the divide-and-conquer tree. Rotations run along contiguous rows. About 6 n^3 flops with vectors.
 */
import { get, put } from './access';
import { rotate } from './vector';

const MAX_ITERATIONS: i32 = 60;
const EPSILON: f64 = 2.220446049250313e-16;

/** The end of the unreduced block that begins at l. */
function blockEnd(n: i32, l: i32, d: usize, e: usize): i32 {
  let m = l;
  while (m < n - 1 && Math.abs(get(e, m)) > EPSILON * (Math.abs(get(d, m)) + Math.abs(get(d, m + 1)))) m++;
  return m;
}

/** One implicit step on the block l..m. */
function step(l: i32, m: i32, d: usize, e: usize, q: usize, stride: i32, length: i32): void {
  let g = (get(d, l + 1) - get(d, l)) / (2 * get(e, l));
  let r = Math.sqrt(g * g + 1);
  g = get(d, m) - get(d, l) + get(e, l) / (g + (g >= 0 ? r : -r));
  let s: f64 = 1;
  let c: f64 = 1;
  let p: f64 = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * get(e, i);
    const b = c * get(e, i);
    r = Math.sqrt(f * f + g * g);
    put(e, i + 1, r);
    if (r == 0) {
      put(d, i + 1, get(d, i + 1) - p);
      put(e, m, 0);
      return;
    }
    s = f / r;
    c = g / r;
    g = get(d, i + 1) - p;
    r = (get(d, i) - g) * s + 2 * c * b;
    p = s * r;
    put(d, i + 1, g + p);
    g = c * r - b;
    const row = q + 8 * <usize>i * <usize>stride;
    rotate(row, row + 8 * <usize>stride, length, c, s);
  }
  put(d, l, get(d, l) - p);
  put(e, l, g);
  put(e, m, 0);
}

/**
 * @param d n, the diagonal, becomes the eigenvalues (unordered)
 * @param e n: e[i] couples i and i + 1; e[n - 1] is overwritten; destroyed
 * @param q row k is rotated as eigenvector k: the identity becomes the vectors
 * @returns 0, or 1 + the row that did not converge
 */
export function implicitQl(n: i32, d: usize, e: usize, q: usize, stride: i32): i32 {
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      const m = blockEnd(n, l, d, e);
      if (m == l) break;
      if (iteration == MAX_ITERATIONS) return l + 1;
      step(l, m, d, e, q, stride, n);
    }
  }
  return 0;
}
