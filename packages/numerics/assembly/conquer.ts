/**
 * Eigenvalues and vectors of a symmetric tridiagonal matrix by divide and conquer (Cuppen 1981, Numer. Math. 36; the stable
 * form of Gu & Eisenstat 1995, SIAM J. Matrix Anal. Appl. 16(1)): T = diag(T1, T2) + rho v v^T is solved by halves, and the
 * halves are merged through the secular equation. At most 4/3 n^3 flops, nearly all of them in matrix products; fewer with deflation.
 */
import { at, get, indexAt, put, putIndex } from './access';
import { BOTH, FIRST, SECOND, deflate, keptCount, leftOutCount } from './deflation';
import { implicitQl } from './implicitQl';
import { START_ZERO, product } from './product';
import { exactWeights, secularRoot, secularVector } from './secular';
import { sortOrder } from './sort';

/** Blocks up to this size are solved by the QL iteration. */
const LEAF: i32 = 24;

/** The problem at hand: set by `conquer`, the same for every block. */
let n: i32 = 0;
let d: usize = 0;
let e: usize = 0;
let q: usize = 0;
/** n x n each: the secular vectors, and the rows that a merge reads. */
let secular: usize = 0;
let rows: usize = 0;
/** n doubles each. */
let z: usize = 0;
let poles: usize = 0;
let couplings: usize = 0;
let squares: usize = 0;
let weights: usize = 0;
let roots: usize = 0;
let spare: usize = 0;
/** n indices each. */
let order: usize = 0;
let kinds: usize = 0;
let kept: usize = 0;
let leftOut: usize = 0;
let place: usize = 0;

/** Doubles of scratch for an n x n problem. */
export function conquerScratch(size: i32): usize {
  return 2 * <usize>size * <usize>size + 12 * <usize>size;
}

function layOut(scratch: usize): void {
  const vector = <usize>n * 8;
  secular = scratch;
  rows = secular + <usize>n * vector;
  z = rows + <usize>n * vector;
  poles = z + vector;
  couplings = poles + vector;
  squares = couplings + vector;
  weights = squares + vector;
  roots = weights + vector;
  spare = roots + vector;
  order = spare + vector;
  kinds = order + vector;
  kept = kinds + vector;
  leftOut = kept + vector;
  place = leftOut + vector;
}

function leaf(from: i32, to: i32): i32 {
  const size = to - from;
  const block = at(q, n, from, from);
  for (let i = 0; i < size; i++) {
    memory.fill(at(block, n, i, 0), 0, <usize>size * 8);
    put(at(block, n, i, 0), i, 1);
  }
  memory.copy(spare, e + 8 * <usize>from, <usize>size * 8);
  return implicitQl(size, d + 8 * <usize>from, spare, block, n);
}

/** z = [last elements of the first half's vectors, +- first elements of the second's] / sqrt(2), so that |z| = 1. */
function fillCouplings(block: usize, first: i32, m: i32, sign: f64): void {
  const half = Math.SQRT1_2;
  for (let i = 0; i < first; i++) {
    put(z, i, get(at(block, n, i, 0), first - 1) * half);
    putIndex(kinds, i, FIRST);
  }
  for (let i = first; i < m; i++) {
    put(z, i, get(at(block, n, i, 0), first) * half * sign);
    putIndex(kinds, i, SECOND);
  }
}

/** place[j]: the position of kept row j when grouped as FIRST, BOTH, SECOND. */
function group(k: i32): void {
  let next = 0;
  for (let kind = FIRST; kind <= SECOND; kind++) {
    for (let j = 0; j < k; j++) {
      if (indexAt(kinds, indexAt(kept, j)) == kind) putIndex(place, j, next++);
    }
  }
}

function countOf(kind: i32, k: i32): i32 {
  let count = 0;
  for (let j = 0; j < k; j++) count += i32(indexAt(kinds, indexAt(kept, j)) == kind);
  return count;
}

/** Solves the secular equation of the kept rows: roots, and row i of `secular` the vector of root i. False if a root is lost. */
function solveSecular(base: usize, k: i32, rho: f64): bool {
  let total: f64 = 0;
  for (let j = 0; j < k; j++) {
    const row = indexAt(kept, j);
    const coupling = get(z, row);
    put(poles, j, get(base, row));
    put(couplings, j, coupling);
    put(squares, j, coupling * coupling);
    total += coupling * coupling;
  }
  const reach = rho * total * (1 + 1e-15 * <f64>k);
  for (let i = 0; i < k; i++) {
    const root = secularRoot(k, i, poles, squares, 1 / rho, reach, at(secular, k, i, 0));
    if (root != root) return false;
    put(roots, i, root);
  }
  exactWeights(k, poles, couplings, secular, weights);
  for (let i = 0; i < k; i++) secularVector(k, weights, at(secular, k, i, 0), place, spare);
  return true;
}

/** The kept rows, grouped: their first-half columns (FIRST, BOTH), then their second-half columns (BOTH, SECOND). */
function gatherKept(block: usize, k: i32, first: i32, second: i32, firstCount: i32, secondStart: i32): void {
  const secondRows = at(rows, first, firstCount, 0);
  for (let j = 0; j < k; j++) {
    const source = at(block, n, indexAt(kept, j), 0);
    const position = indexAt(place, j);
    if (position < firstCount) memory.copy(at(rows, first, position, 0), source, <usize>first * 8);
    if (position >= secondStart) {
      memory.copy(at(secondRows, second, position - secondStart, 0), source + 8 * <usize>first, <usize>second * 8);
    }
  }
}

/** Copies the rows that were left out, and their poles, to `held` and `spare`. */
function holdLeftOut(block: usize, base: usize, m: i32, count: i32, held: usize): void {
  for (let t = 0; t < count; t++) {
    const row = indexAt(leftOut, t);
    memory.copy(at(held, m, t, 0), at(block, n, row, 0), <usize>m * 8);
    put(spare, t, get(base, row));
  }
}

/** Puts them behind the first k. */
function releaseLeftOut(block: usize, base: usize, m: i32, count: i32, held: usize, k: i32): void {
  for (let t = 0; t < count; t++) {
    memory.copy(at(block, n, k + t, 0), at(held, m, t, 0), <usize>m * 8);
    put(base, k + t, get(spare, t));
  }
}

/** Merges the solved halves from..middle and middle..to. Returns 0, or 1 + the first row if a root was lost. */
function merge(from: i32, middle: i32, to: i32): i32 {
  const m = to - from;
  const first = middle - from;
  const second = m - first;
  const block = at(q, n, from, from);
  const base = d + 8 * <usize>from;
  const coupling = get(e, middle - 1);
  const rho = 2 * Math.abs(coupling);
  fillCouplings(block, first, m, coupling < 0 ? -1 : 1);
  sortOrder(m, base, order);
  deflate(m, rho, base, z, block, n, order, kinds, kept, leftOut);
  const k = keptCount;
  const count = leftOutCount;
  if (k == 0) return 0;
  group(k);
  if (!solveSecular(base, k, rho)) return from + 1;
  const secondStart = countOf(FIRST, k);
  const firstCount = secondStart + countOf(BOTH, k);
  const secondCount = k - secondStart;
  const secondRows = at(rows, first, firstCount, 0);
  const held = at(secondRows, second, secondCount, 0);
  gatherKept(block, k, first, second, firstCount, secondStart);
  holdLeftOut(block, base, m, count, held);
  product<f64>(k, first, firstCount, secular, k, false, false, rows, first, false, block, n, START_ZERO);
  product<f64>(k, second, secondCount, at(secular, k, 0, secondStart), k, false, false, secondRows, second, false, at(block, n, 0, first), n, START_ZERO);
  memory.copy(base, roots, <usize>k * 8);
  releaseLeftOut(block, base, m, count, held, k);
  return 0;
}

/** Tears from..to in two, solves the halves and merges them. */
function solve(from: i32, to: i32): i32 {
  if (to - from <= LEAF) return leaf(from, to);
  const middle = (from + to) >> 1;
  const coupling = Math.abs(get(e, middle - 1));
  put(d, middle - 1, get(d, middle - 1) - coupling);
  put(d, middle, get(d, middle) - coupling);
  const failed = solve(from, middle) || solve(middle, to);
  return failed ? failed : merge(from, middle, to);
}

/**
 * @param diagonal size, becomes the eigenvalues, unordered
 * @param below size: below[i] couples i and i + 1
 * @param vectors size x size: row k becomes the vector of diagonal[k]
 * @param scratch conquerScratch(size) doubles
 * @returns 0, or 1 + a row near which the iteration did not converge
 */
export function conquer(size: i32, diagonal: usize, below: usize, vectors: usize, scratch: usize): i32 {
  n = size;
  d = diagonal;
  e = below;
  q = vectors;
  layOut(scratch);
  memory.fill(q, 0, <usize>n * <usize>n * 8);
  return solve(0, n);
}
