/**
 * Eigenvalues and vectors of a symmetric matrix: tridiagonal form, then the implicit QL iteration with Wilkinson's shift
 * (Golub & Van Loan, 4th ed., section 8.3.3), whose rotations run along contiguous rows of Q^T.
 */
import { formTransposedQ, tridiagonalize } from './tridiagonal';
import { rotate } from './vector';

const MAX_ITERATIONS: i32 = 60;
const EPSILON: f64 = 2.220446049250313e-16;

// @ts-ignore: decorator
@inline
function get(x: usize, i: i32): f64 {
  return load<f64>(x + 8 * <usize>i);
}

// @ts-ignore: decorator
@inline
function put(x: usize, i: i32, value: f64): void {
  store<f64>(x + 8 * <usize>i, value);
}

function largestAbsolute(a: usize, count: i32): f64 {
  let largest: f64 = 0;
  for (let i = 0; i < count; i++) largest = max(largest, Math.abs(get(a, i)));
  return largest;
}

/** The nearest power of two below `value`: scaling with it is exact. */
function powerOfTwo(value: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & 0x7ff0000000000000);
}

/** QL with implicit shifts on (d, e), rotations applied to the rows of q. Returns 0, or 1 + the row that did not converge. */
function implicitQl(n: i32, d: usize, e: usize, q: usize): i32 {
  const row = <usize>n * 8;
  // Measured against the whole matrix: beside eigenvalues that are zero, a negligible element is never small relatively.
  const negligible = EPSILON * (largestAbsolute(d, n) + largestAbsolute(e, n));
  for (let l = 0; l < n; l++) {
    for (let iteration = 0; ; iteration++) {
      let m = l;
      while (m < n - 1 && Math.abs(get(e, m)) > negligible) m++;
      if (m == l) break;
      if (iteration == MAX_ITERATIONS) return l + 1;
      let g = (get(d, l + 1) - get(d, l)) / (2 * get(e, l));
      let r = Math.sqrt(g * g + 1);
      g = get(d, m) - get(d, l) + get(e, l) / (g + (g >= 0 ? r : -r));
      let s: f64 = 1;
      let c: f64 = 1;
      let p: f64 = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        let f = s * get(e, i);
        const b = c * get(e, i);
        r = Math.sqrt(f * f + g * g);
        put(e, i + 1, r);
        if (r == 0) {
          put(d, i + 1, get(d, i + 1) - p);
          put(e, m, 0);
          break;
        }
        s = f / r;
        c = g / r;
        g = get(d, i + 1) - p;
        r = (get(d, i) - g) * s + 2 * c * b;
        p = s * r;
        put(d, i + 1, g + p);
        g = c * r - b;
        rotate(q + <usize>i * row, q + <usize>(i + 1) * row, n, c, s);
      }
      if (r == 0 && i >= l) continue;
      put(d, l, get(d, l) - p);
      put(e, l, g);
      put(e, m, 0);
    }
  }
  return 0;
}

/** order := the positions of d in ascending order (insertion into a sorted prefix by halving). */
function sortOrder(n: i32, d: usize, order: usize): void {
  for (let i = 0; i < n; i++) {
    let low = 0;
    let high = i;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (get(d, load<i32>(order + 4 * <usize>middle)) <= get(d, i)) low = middle + 1;
      else high = middle;
    }
    memory.copy(order + 4 * <usize>(low + 1), order + 4 * <usize>low, 4 * <usize>(i - low));
    store<i32>(order + 4 * <usize>low, i);
  }
}

/**
 * @param a n x n symmetric, becomes the vectors: column k belongs to values[k]
 * @param values n, ascending
 * @param scratch n x n + 5 n doubles
 * @returns 0, or 1 + the row that did not converge
 */
export function symmetricEigen(n: i32, a: usize, values: usize, scratch: usize): i32 {
  const q = scratch;
  const d = q + 8 * <usize>n * <usize>n;
  const e = d + 8 * <usize>n;
  const tau = e + 8 * <usize>n;
  const work = tau + 8 * <usize>n;
  const largest = largestAbsolute(a, n * n);
  const unit = largest > 0 ? max(powerOfTwo(largest), 2.2250738585072014e-308) : 1;
  const inverse = 1 / unit;
  for (let i = 0; i < n * n; i++) put(a, i, get(a, i) * inverse);
  tridiagonalize(n, a, d, e, tau, work);
  formTransposedQ(n, a, tau, q);
  const failed = implicitQl(n, d, e, q);
  if (failed) return failed;
  sortOrder(n, d, work);
  for (let k = 0; k < n; k++) {
    const from = load<i32>(work + 4 * <usize>k);
    put(values, k, get(d, from) * unit);
    for (let i = 0; i < n; i++) put(a, i * n + k, get(q, from * n + i));
  }
  return 0;
}
