/**
 * Triangular solves with many right sides, in place: L X = B and L^T X = B, with L lower triangular (n x n) and B
 * (n x columns) row-major. Blocks of 48 rows: the part outside the diagonal block is a matrix product, the block itself
 * runs down strips of 4 columns. n^2 columns flops. `stride` of B is a multiple of 4, and the padding columns are readable.
 */
import { START_C, product } from './product';

const BLOCK: i32 = 48;

// @ts-ignore: decorator
@inline
function at(base: usize, stride: i32, i: i32, j: i32): usize {
  return base + 8 * (<usize>i * <usize>stride + <usize>j);
}

/** Solves with the diagonal block at `l` for all strips. Element (i, k) of the factor is at i * down + k * across bytes. */
function solveBlock(size: i32, l: usize, down: usize, across: usize, b: usize, strideB: i32, columns: i32, reverse: bool): void {
  for (let j = 0; j < columns; j += 4) {
    for (let step = 0; step < size; step++) {
      const i = reverse ? size - 1 - step : step;
      const target = at(b, strideB, i, j);
      let t0 = v128.load(target);
      let t1 = v128.load(target, 16);
      const from = reverse ? i + 1 : 0;
      const to = reverse ? size : i;
      let factor = l + <usize>i * down + <usize>from * across;
      let source = at(b, strideB, from, j);
      for (let k = from; k < to; k++) {
        const x = f64x2.neg(v128.load64_splat(factor));
        t0 = f64x2.relaxed_madd(x, v128.load(source), t0);
        t1 = f64x2.relaxed_madd(x, v128.load(source, 16), t1);
        factor += across;
        source += 8 * <usize>strideB;
      }
      const pivot = v128.load64_splat(l + <usize>i * (down + across));
      v128.store(target, f64x2.div(t0, pivot));
      v128.store(target, f64x2.div(t1, pivot), 16);
    }
  }
}

/** B := L^-1 B. */
export function solveLower(n: i32, l: usize, strideL: i32, b: usize, strideB: i32, columns: i32): void {
  for (let i = 0; i < n; i += BLOCK) {
    const size = min(BLOCK, n - i);
    const target = at(b, strideB, i, 0);
    if (i > 0) product(size, columns, i, at(l, strideL, i, 0), strideL, false, true, b, strideB, false, target, strideB, START_C, 0, false);
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
      product(size, columns, n - below, at(l, strideL, below, i), strideL, true, true, at(b, strideB, below, 0), strideB, false, target, strideB, START_C, 0, false);
    }
    solveBlock(size, at(l, strideL, i, i), 8, 8 * <usize>strideL, target, strideB, columns, true);
  }
}
