/**
 * Householder reduction of a symmetric matrix to tridiagonal form, A = Q T Q^T (Golub & Van Loan, 4th ed., algorithm
 * 8.3.1). The whole matrix is kept, so that every vector is a contiguous row. 8/3 n^3 flops with Q.
 */
import { addMultiple, dot, scale } from './vector';

// @ts-ignore: decorator
@inline
function at(a: usize, n: i32, i: i32, j: i32): usize {
  return a + 8 * (<usize>i * <usize>n + <usize>j);
}

/** Turns x into the Householder vector v, v[0] = 1, that maps x to beta e_1. Stores beta; returns tau. */
function reflector(x: usize, count: i32, beta: usize): f64 {
  const alpha = load<f64>(x);
  const tail = dot(x + 8, x + 8, count - 1);
  if (tail == 0) {
    store<f64>(beta, alpha);
    store<f64>(x, 1);
    return 0;
  }
  const norm = Math.sqrt(alpha * alpha + tail);
  const image = alpha > 0 ? -norm : norm;
  scale(x + 8, count - 1, 1 / (alpha - image));
  store<f64>(x, 1);
  store<f64>(beta, image);
  return (image - alpha) / image;
}

/**
 * @param a n x n symmetric; row k becomes the k-th Householder vector from column k + 1 on
 * @param diagonal n
 * @param below n: below[k] couples k and k + 1
 * @param tau n
 * @param w n, scratch
 */
export function tridiagonalize(n: i32, a: usize, diagonal: usize, below: usize, tau: usize, w: usize): void {
  for (let k = 0; k < n; k++) {
    store<f64>(diagonal + 8 * <usize>k, load<f64>(at(a, n, k, k)));
    store<f64>(below + 8 * <usize>k, 0);
    store<f64>(tau + 8 * <usize>k, 0);
    const count = n - 1 - k;
    if (count == 0) break;
    const v = at(a, n, k, k + 1);
    const t = reflector(v, count, below + 8 * <usize>k);
    store<f64>(tau + 8 * <usize>k, t);
    if (t == 0) continue;
    for (let i = 0; i < count; i++) store<f64>(w + 8 * <usize>i, t * dot(at(a, n, k + 1 + i, k + 1), v, count));
    addMultiple(w, v, count, -0.5 * t * dot(w, v, count));
    for (let i = 0; i < count; i++) {
      const row = at(a, n, k + 1 + i, k + 1);
      addMultiple(row, w, count, -load<f64>(v + 8 * <usize>i));
      addMultiple(row, v, count, -load<f64>(w + 8 * <usize>i));
    }
  }
}

/** Q^T (n x n) of the reduction, from the vectors that `tridiagonalize` left. */
export function formTransposedQ(n: i32, a: usize, tau: usize, q: usize): void {
  memory.fill(q, 0, 8 * <usize>n * <usize>n);
  for (let i = 0; i < n; i++) store<f64>(at(q, n, i, i), 1);
  for (let k = n - 2; k >= 0; k--) {
    const t = load<f64>(tau + 8 * <usize>k);
    if (t == 0) continue;
    const v = at(a, n, k, k + 1);
    for (let i = k + 1; i < n; i++) {
      const row = at(q, n, i, k + 1);
      addMultiple(row, v, n - 1 - k, -t * dot(row, v, n - 1 - k));
    }
  }
}
