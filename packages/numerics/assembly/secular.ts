/**
 * The eigenproblem of D + rho z z^T, with D diagonal, ascending and rho > 0: the roots of the secular equation
 * f(x) = 1/rho + sum z_j^2 / (d_j - x), one to the right of each pole (Li 1993, "Solving secular equations stably and
 * efficiently", LAPACK working note 89), and vectors that are orthogonal to working precision whatever the roots'
 * separation (Gu & Eisenstat 1994, SIAM J. Matrix Anal. Appl. 15(4), eq. 3.3). O(k^2) operations.
 *
 * A root is kept as an offset tau from the nearer pole, so that the differences d_j - x lose no digits.
 */
import { at, get, put } from './access';

const EPSILON: f64 = 2.220446049250313e-16;
const MAX_ITERATIONS: i32 = 200;

/** Sum and derivative of the last call of `rationalSum`. */
let sum: f64 = 0;
let slope: f64 = 0;

/** sum = sum z2_j / delta_j and slope = sum z2_j / delta_j^2 over from <= j < to, delta_j = (d_j - origin) - tau. */
function rationalSum(from: i32, to: i32, d: usize, z2: usize, origin: f64, tau: f64): void {
  const o = f64x2.splat(origin);
  const t = f64x2.splat(tau);
  const one = f64x2.splat(1);
  let s = f64x2.splat(0);
  let ds = s;
  let j = from;
  for (; j + 2 <= to; j += 2) {
    const inverse = f64x2.div(one, f64x2.sub(f64x2.sub(v128.load(d + 8 * <usize>j), o), t));
    const term = f64x2.mul(v128.load(z2 + 8 * <usize>j), inverse);
    s = f64x2.add(s, term);
    ds = f64x2.add(ds, f64x2.mul(term, inverse));
  }
  sum = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  slope = f64x2.extract_lane(ds, 0) + f64x2.extract_lane(ds, 1);
  if (j < to) {
    const inverse = 1 / (get(d, j) - origin - tau);
    sum += get(z2, j) * inverse;
    slope += get(z2, j) * inverse * inverse;
  }
}

/** The root of c x^2 - a x + b that lies nearer to 0, without cancellation. */
function nearerRoot(a: f64, b: f64, c: f64): f64 {
  const root = Math.sqrt(Math.abs(a * a - 4 * b * c));
  if (a > 0) return (2 * b) / (a + root);
  return c == 0 ? b / a : (a - root) / (2 * c);
}

/** A starting offset from two poles z_i, z_{i+1} and the rest of f as the constant c; from the left or the right pole. */
function startingOffset(fromLeft: bool, gap: f64, c: f64, zi: f64, zr: f64): f64 {
  return fromLeft ? nearerRoot(c * gap + zi + zr, zi * gap, c) : nearerRoot(zi + zr - c * gap, -zr * gap, c);
}

/**
 * Root i of k: between pole i and the next, or beyond the last by at most `reach`. Writes d_j - x for all j to `delta`.
 * @param z2 the squares of z
 * @returns the root, or NaN if the iteration did not converge
 */
export function secularRoot(k: i32, i: i32, d: usize, z2: usize, inverseRho: f64, reach: f64, delta: usize): f64 {
  const last = i == k - 1;
  const gap = last ? reach : get(d, i + 1) - get(d, i);
  const zi = get(z2, i);
  const zr: f64 = last ? 0 : get(z2, i + 1);
  const middle = gap * 0.5;
  rationalSum(0, i, d, z2, get(d, i), middle);
  let c = inverseRho + sum;
  rationalSum(i + 2, k, d, z2, get(d, i), middle);
  c += sum;
  const atMiddle = c + (zr - zi) / middle;
  const fromLeft = last || atMiddle >= 0;
  const origin = fromLeft ? get(d, i) : get(d, i + 1);
  let lower: f64 = fromLeft ? (atMiddle >= 0 ? 0 : middle) : -middle;
  let upper: f64 = fromLeft ? (atMiddle >= 0 ? middle : gap) : 0;
  let tau = startingOffset(fromLeft, gap, c, zi, zr);
  let previous: f64 = Infinity;
  let slow = 0;
  for (let iteration = 0; iteration < MAX_ITERATIONS; iteration++) {
    if (!(tau > lower && tau < upper)) tau = lower + (upper - lower) * 0.5;
    rationalSum(0, i + 1, d, z2, origin, tau);
    const psi = sum;
    const dpsi = slope;
    rationalSum(i + 1, k, d, z2, origin, tau);
    const w = inverseRho + psi + sum;
    const dw = dpsi + slope;
    const rounding = EPSILON * (8 * (inverseRho - psi + sum) + Math.abs(tau) * dw);
    if (w < 0) lower = tau;
    else upper = tau;
    const width = upper - lower;
    if (Math.abs(w) <= rounding || width <= EPSILON * Math.abs(tau)) {
      for (let j = 0; j < k; j++) put(delta, j, get(d, j) - origin - tau);
      return origin + tau;
    }
    slow = Math.abs(w) > 0.1 * previous ? slow + 1 : 0;
    previous = Math.abs(w);
    if (slow > 2) {
      tau = lower + width * 0.5;
      slow = 0;
      continue;
    }
    const left = get(d, i) - origin - tau;
    const right = (fromLeft ? gap : 0) - tau;
    const a = (left + right) * w - left * right * dw;
    let constant: f64;
    if (slow > 0) constant = w - left * dpsi - right * slope;
    else if (fromLeft) constant = w - right * dw + (gap * zi) / (left * left);
    else constant = w - left * dw - (gap * zr) / (right * right);
    let step = nearerRoot(a, left * right * w, constant);
    if (w * step >= 0) step = -w / dw;
    tau += step;
  }
  return NaN;
}

/**
 * The z for which the computed roots are exact, over the rows `delta` (k x k: row i holds d_j - x_i), with the signs of z.
 */
export function exactWeights(k: i32, d: usize, z: usize, delta: usize, weights: usize): void {
  for (let j = 0; j < k; j++) put(weights, j, -1);
  for (let i = 0; i < k; i++) {
    const row = at(delta, k, i, 0);
    const own = get(d, i);
    for (let j = 0; j < k; j++) {
      const pole = get(d, j);
      put(weights, j, j == i ? get(weights, j) * get(row, j) : get(weights, j) * (get(row, j) / (pole - own)));
    }
  }
  for (let j = 0; j < k; j++) put(weights, j, copysign(Math.sqrt(Math.abs(get(weights, j))), get(z, j)));
}

/** Row i of `delta` becomes the unit vector of root i, element j at place[j]. */
export function secularVector(k: i32, weights: usize, row: usize, place: usize, scratch: usize): void {
  let squares: f64 = 0;
  for (let j = 0; j < k; j++) {
    const value = get(weights, j) / get(row, j);
    put(scratch, j, value);
    squares += value * value;
  }
  const norm = Math.sqrt(squares);
  for (let j = 0; j < k; j++) put(row, load<i32>(place + 4 * <usize>j), get(scratch, j) / norm);
}
