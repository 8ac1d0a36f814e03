/**
 * Cholesky factorization A = L L^T in place, right-looking by blocks of 48 columns (Golub & Van Loan, "Matrix
 * Computations", 4th ed., algorithm 4.2.2 in block form). Reads the lower triangle only. n^3 / 3 flops.
 */
import { START_C, product } from './product';
import { solveLower } from './triangular';
import { addMultiple } from './vector';

const BLOCK: i32 = 48;

// @ts-ignore: decorator
@inline
function at(a: usize, n: i32, i: i32, j: i32): usize {
  return a + 8 * (<usize>i * <usize>n + <usize>j);
}


/** Copies rows x columns, transposed. Strides in doubles. */
function copyTransposed(target: usize, targetStride: i32, source: usize, sourceStride: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f64>(at(target, targetStride, j, i), load<f64>(at(source, sourceStride, i, j)));
    }
  }
}

/**
 * Factors the block of `size` columns at (first, first) as R^T R in `block` (48 x 48), where rows of R = L^T are
 * contiguous. Returns 0, or 1 + the column whose pivot is not positive.
 */
function factorBlock(a: usize, n: i32, first: i32, size: i32, block: usize): i32 {
  copyTransposed(block, BLOCK, at(a, n, first, first), n, size, size);
  for (let k = 0; k < size; k++) {
    const pivot = load<f64>(at(block, BLOCK, k, k));
    if (!(pivot > 0 && pivot < Infinity)) return first + k + 1;
    const root = Math.sqrt(pivot);
    store<f64>(at(block, BLOCK, k, k), root);
    const row = at(block, BLOCK, k, k + 1);
    for (let j = 0; j < size - 1 - k; j++) store<f64>(row + 8 * <usize>j, load<f64>(row + 8 * <usize>j) / root);
    for (let i = k + 1; i < size; i++) {
      const factor = load<f64>(at(block, BLOCK, k, i));
      addMultiple(at(block, BLOCK, i, i), at(block, BLOCK, k, i), size - i, -factor);
    }
  }
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) store<f64>(at(a, n, first + i, first + j), load<f64>(at(block, BLOCK, j, i)));
  }
  return 0;
}

function clearUpper(a: usize, n: i32): void {
  for (let i = 0; i < n - 1; i++) memory.fill(at(a, n, i, i + 1), 0, 8 * <usize>(n - 1 - i));
}

/**
 * @param a n x n, replaced by L with zeros above the diagonal
 * @param scratch 48 x (n rounded up to a multiple of 4) + 48 x 48 doubles
 * @returns 0, or 1 + the column whose pivot is not positive
 */
export function cholesky(n: i32, a: usize, scratch: usize): i32 {
  const panel = scratch + 8 * BLOCK * BLOCK;
  for (let j = 0; j < n; j += BLOCK) {
    const size = min(BLOCK, n - j);
    const failed = factorBlock(a, n, j, size, scratch);
    if (failed) return failed;
    const below = j + size;
    const rest = n - below;
    if (rest == 0) break;
    const stride = (rest + 3) & ~3;
    copyTransposed(panel, stride, at(a, n, below, j), n, rest, size);
    solveLower(size, at(a, n, j, j), n, panel, stride, rest);
    copyTransposed(at(a, n, below, j), n, panel, stride, size, rest);
    product<f64>(rest, rest, size, panel, stride, true, true, panel, stride, false, at(a, n, below, below), n, START_C, 0, true);
  }
  clearUpper(a, n);
  return 0;
}
