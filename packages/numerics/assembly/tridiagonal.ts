/**
 * Householder reduction of a symmetric matrix to tridiagonal form, A = Q T Q^T, by panels of 32 rows (Dongarra, Sorensen &
 * Hammarling 1989, "Block reduction of matrices to condensed forms", J. Comput. Appl. Math. 27; LAPACK's dsytrd), and the
 * product of Q with the eigenvectors of T by compact WY blocks (Schreiber & Van Loan 1989). 4/3 n^3 and 2 n^3 flops.
 *
 * Rows are taken from the last to the first, since the lower part of a row is contiguous: reflector i, H_i = I - tau v v^T
 * with v on 0..i-1 and v[i-1] = 1, clears row i left of its subdiagonal. Q = H_{n-1} ... H_1.
 */
import { at, get, put } from './access';
import { START_C, START_ZERO, product } from './product';
import { symmetricTimesVector } from './symmetricVector';
import { addMultiple, dot, scale } from './vector';

const PANEL: i32 = 32;

/** Doubles of scratch for an n x n matrix, for either function. */
export function tridiagonalScratch(n: i32): usize {
  return <usize>PANEL * (5 * <usize>n + <usize>PANEL + 1);
}

/** Turns x (count >= 1) into the Householder vector v, v[count - 1] = 1, that maps x to beta e_last. Returns tau. */
function reflector(x: usize, count: i32, beta: usize): f64 {
  const alpha = get(x, count - 1);
  const rest = dot(x, x, count - 1);
  put(x, count - 1, 1);
  if (rest == 0) {
    store<f64>(beta, alpha);
    return 0;
  }
  const norm = Math.sqrt(alpha * alpha + rest);
  const image = alpha > 0 ? -norm : norm;
  scale(x, count - 1, 1 / (alpha - image));
  store<f64>(beta, image);
  return (image - alpha) / image;
}

/** Row i as the reflectors j > i of the panel, from `top` down, leave it: a_i -= v_j w_j[i] + w_j v_j[i]. */
function updateRow(n: i32, a: usize, w: usize, i: i32, top: i32): void {
  const row = at(a, n, i, 0);
  for (let j = top; j > i; j--) {
    const v = at(a, n, j, 0);
    const x = at(w, n, top - j, 0);
    addMultiple(row, v, i + 1, -get(x, i));
    addMultiple(row, x, i + 1, -get(v, i));
  }
}

/** w_i = tau (A v - sum (v_j (w_j . v) + w_j (v_j . v))) - tau/2 (w . v) v, with A as it was before the panel. */
function companion(n: i32, a: usize, w: usize, i: i32, top: i32, tau: f64): void {
  const v = at(a, n, i, 0);
  const target = at(w, n, top - i, 0);
  symmetricTimesVector(i, a, n, v, target);
  for (let j = top; j > i; j--) {
    const other = at(a, n, j, 0);
    const x = at(w, n, top - j, 0);
    addMultiple(target, other, i, -dot(x, v, i));
    addMultiple(target, x, i, -dot(other, v, i));
  }
  scale(target, i, tau);
  addMultiple(target, v, i, -0.5 * tau * dot(target, v, i));
}

/** The leading `rest` rows after a panel of `count` rows: A -= V W^T + W V^T, the lower triangle. */
function updateLeading(n: i32, a: usize, w: usize, rest: i32, count: i32, stack: usize): void {
  const bytes = <usize>rest * 8;
  const first = stack;
  const second = stack + 2 * <usize>count * bytes;
  for (let j = 0; j < count; j++) {
    const v = at(a, n, rest + count - 1 - j, 0);
    const x = at(w, n, j, 0);
    memory.copy(first + <usize>j * bytes, v, bytes);
    memory.copy(first + <usize>(count + j) * bytes, x, bytes);
    memory.copy(second + <usize>j * bytes, x, bytes);
    memory.copy(second + <usize>(count + j) * bytes, v, bytes);
  }
  product<f64>(rest, rest, 2 * count, first, rest, true, true, second, rest, false, a, n, START_C, 0, true);
}

/**
 * @param a n x n symmetric, the lower triangle read; row i becomes reflector i in its first i columns
 * @param diagonal n
 * @param below n - 1: below[i] couples i and i + 1
 * @param tau n
 * @param scratch tridiagonalScratch(n) doubles
 */
export function tridiagonalize(n: i32, a: usize, diagonal: usize, below: usize, tau: usize, scratch: usize): void {
  const w = scratch;
  const stack = at(w, n, PANEL, 0);
  for (let top = n - 1; top >= 0; top -= PANEL) {
    const count = min(PANEL, top + 1);
    for (let i = top; i > top - count; i--) {
      updateRow(n, a, w, i, top);
      put(diagonal, i, get(at(a, n, i, 0), i));
      put(tau, i, 0);
      if (i == 0) break;
      const t = reflector(at(a, n, i, 0), i, below + 8 * <usize>(i - 1));
      put(tau, i, t);
      companion(n, a, w, i, top, t);
    }
    const rest = top + 1 - count;
    if (rest > 0) updateLeading(n, a, w, rest, count, stack);
  }
}

/** T (count x count, upper) of H_first ... H_{first+count-1} = I - V T V^T, for the rows of `panel` (count x width). */
function blockFactor(count: i32, width: i32, panel: usize, tau: usize, t: usize): void {
  for (let i = 0; i < count; i++) {
    const own = get(tau, i);
    for (let j = i + 1; j < count; j++) put(at(t, PANEL, j, 0), i, 0);
    put(at(t, PANEL, i, 0), i, own);
    const column = at(t, PANEL, PANEL, 0);
    for (let j = 0; j < i; j++) put(column, j, -own * dot(at(panel, width, j, 0), at(panel, width, i, 0), width));
    for (let r = 0; r < i; r++) put(at(t, PANEL, r, 0), i, dot(at(t, PANEL, r, r), column + 8 * <usize>r, i - r));
  }
}

/**
 * Rows of `z` (n x n, one vector a row): Z := Z H_1 H_2 ... H_{n-1}, which are the rows of (Q Z^T)^T.
 * @param scratch tridiagonalScratch(n) doubles
 */
export function applyReflectors(n: i32, a: usize, tau: usize, z: usize, scratch: usize): void {
  const panel = scratch;
  const left = at(panel, n, PANEL, 0);
  const right = at(left, n, PANEL, 0);
  const t = at(right, n, PANEL, 0);
  for (let first = 1; first < n; first += PANEL) {
    const count = min(PANEL, n - first);
    const width = first + count - 1;
    for (let j = 0; j < count; j++) {
      const filled = <usize>(first + j) * 8;
      memory.copy(at(panel, width, j, 0), at(a, n, first + j, 0), filled);
      memory.fill(at(panel, width, j, 0) + filled, 0, <usize>width * 8 - filled);
    }
    blockFactor(count, width, panel, tau + 8 * <usize>first, t);
    product<f64>(n, count, width, z, n, false, false, panel, width, true, left, PANEL, START_ZERO);
    product<f64>(n, count, count, left, PANEL, false, true, t, PANEL, false, right, PANEL, START_ZERO);
    product<f64>(n, width, count, right, PANEL, false, false, panel, width, false, z, n, START_C);
  }
}
