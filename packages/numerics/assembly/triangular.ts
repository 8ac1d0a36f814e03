/**
 * Triangular solves with many right sides, in place: L X = B and L^T X = B, with L lower triangular (n x n) and B
 * (n x columns) row-major. Blocks of 48 rows: the part outside the diagonal block is a matrix product, the block itself
 * runs down strips of 16 or 4 columns. n^2 columns flops. `stride` of B is a multiple of 4, and the padding columns are readable.
 */
import { START_C, product } from './product';

const BLOCK: i32 = 48;

// @ts-ignore: decorator
@inline
function at(base: usize, stride: i32, i: i32, j: i32): usize {
  return base + 8 * (<usize>i * <usize>stride + <usize>j);
}

/**
 * Row i of a strip of 4 * `quads` columns minus the multiples of the rows from `from` to `to`, over the pivot.
 * Element (i, k) of the factor is at i * down + k * across bytes.
 */
// @ts-ignore: decorator
@inline
function eliminateRow(
  quads: i32, i: i32, from: i32, to: i32, l: usize, down: usize, across: usize, strip: usize, bytesB: usize,
): void {
  const target = strip + <usize>i * bytesB;
  let t0 = v128.load(target);
  let t1 = v128.load(target, 16);
  let t2 = t0, t3 = t0, t4 = t0, t5 = t0, t6 = t0, t7 = t0;
  if (quads == 4) {
    t2 = v128.load(target, 32);
    t3 = v128.load(target, 48);
    t4 = v128.load(target, 64);
    t5 = v128.load(target, 80);
    t6 = v128.load(target, 96);
    t7 = v128.load(target, 112);
  }
  let factor = l + <usize>i * down + <usize>from * across;
  let source = strip + <usize>from * bytesB;
  for (let k = from; k < to; k++) {
    const x = v128.load64_splat(factor);
    t0 = f64x2.relaxed_nmadd(x, v128.load(source), t0);
    t1 = f64x2.relaxed_nmadd(x, v128.load(source, 16), t1);
    if (quads == 4) {
      t2 = f64x2.relaxed_nmadd(x, v128.load(source, 32), t2);
      t3 = f64x2.relaxed_nmadd(x, v128.load(source, 48), t3);
      t4 = f64x2.relaxed_nmadd(x, v128.load(source, 64), t4);
      t5 = f64x2.relaxed_nmadd(x, v128.load(source, 80), t5);
      t6 = f64x2.relaxed_nmadd(x, v128.load(source, 96), t6);
      t7 = f64x2.relaxed_nmadd(x, v128.load(source, 112), t7);
    }
    factor += across;
    source += bytesB;
  }
  const pivot = v128.load64_splat(l + <usize>i * (down + across));
  v128.store(target, f64x2.div(t0, pivot));
  v128.store(target, f64x2.div(t1, pivot), 16);
  if (quads == 4) {
    v128.store(target, f64x2.div(t2, pivot), 32);
    v128.store(target, f64x2.div(t3, pivot), 48);
    v128.store(target, f64x2.div(t4, pivot), 64);
    v128.store(target, f64x2.div(t5, pivot), 80);
    v128.store(target, f64x2.div(t6, pivot), 96);
    v128.store(target, f64x2.div(t7, pivot), 112);
  }
}

// @ts-ignore: decorator
@inline
function solveStrip(quads: i32, size: i32, l: usize, down: usize, across: usize, strip: usize, bytesB: usize, reverse: bool): void {
  if (reverse) {
    for (let i = size - 1; i >= 0; i--) eliminateRow(quads, i, i + 1, size, l, down, across, strip, bytesB);
  } else {
    for (let i = 0; i < size; i++) eliminateRow(quads, i, 0, i, l, down, across, strip, bytesB);
  }
}

/** Solves with the diagonal block at `l`, strip by strip. */
function solveBlock(size: i32, l: usize, down: usize, across: usize, b: usize, strideB: i32, columns: i32, reverse: bool): void {
  const bytesB = <usize>strideB * 8;
  let j = 0;
  for (; j + 16 <= columns; j += 16) solveStrip(4, size, l, down, across, b + 8 * <usize>j, bytesB, reverse);
  for (; j < columns; j += 4) solveStrip(1, size, l, down, across, b + 8 * <usize>j, bytesB, reverse);
}

/** B := L^-1 B. */
export function solveLower(n: i32, l: usize, strideL: i32, b: usize, strideB: i32, columns: i32): void {
  for (let i = 0; i < n; i += BLOCK) {
    const size = min(BLOCK, n - i);
    const target = at(b, strideB, i, 0);
    if (i > 0) product<f64>(size, columns, i, at(l, strideL, i, 0), strideL, false, true, b, strideB, false, target, strideB, START_C);
    solveBlock(size, at(l, strideL, i, i), 8 * <usize>strideL, 8, target, strideB, columns, false);
  }
}

/** B := L^-T B. */
export function solveLowerTransposed(n: i32, l: usize, strideL: i32, b: usize, strideB: i32, columns: i32): void {
  for (let i = (n - 1) / BLOCK * BLOCK; i >= 0; i -= BLOCK) {
    const size = min(BLOCK, n - i);
    const below = i + size;
    const target = at(b, strideB, i, 0);
    if (below < n) {
      product<f64>(size, columns, n - below, at(l, strideL, below, i), strideL, true, true, at(b, strideB, below, 0), strideB, false, target, strideB, START_C);
    }
    solveBlock(size, at(l, strideL, i, i), 8, 8 * <usize>strideL, target, strideB, columns, true);
  }
}
