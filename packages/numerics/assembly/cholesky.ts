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


/** Factors the block of `size` columns at (first, first). Returns 0, or 1 + the column whose pivot is not positive. */
function factorBlock(a: usize, n: i32, first: i32, size: i32, column: usize): i32 {
  for (let j = 0; j < size; j++) {
    const pivot = load<f64>(at(a, n, first + j, first + j));
    if (!(pivot > 0 && pivot < Infinity)) return first + j + 1;
    const root = Math.sqrt(pivot);
    store<f64>(at(a, n, first + j, first + j), root);
    for (let i = j + 1; i < size; i++) {
      const scaled = load<f64>(at(a, n, first + i, first + j)) / root;
      store<f64>(at(a, n, first + i, first + j), scaled);
      store<f64>(column + 8 * <usize>i, scaled);
    }
    for (let i = j + 1; i < size; i++) {
      const factor = load<f64>(column + 8 * <usize>i);
      addMultiple(at(a, n, first + i, first + j + 1), column + 8 * <usize>(j + 1), i - j, -factor);
    }
  }
  return 0;
}

/** Copies rows x columns, transposed. Strides in doubles. */
function copyTransposed(target: usize, targetStride: i32, source: usize, sourceStride: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      store<f64>(at(target, targetStride, j, i), load<f64>(at(source, sourceStride, i, j)));
    }
  }
}

function clearUpper(a: usize, n: i32): void {
  for (let i = 0; i < n - 1; i++) memory.fill(at(a, n, i, i + 1), 0, 8 * <usize>(n - 1 - i));
}

/**
 * @param a n x n, replaced by L with zeros above the diagonal
 * @param scratch 48 x (n rounded up to a multiple of 4) + 64 doubles
 * @returns 0, or 1 + the column whose pivot is not positive
 */
export function cholesky(n: i32, a: usize, scratch: usize): i32 {
  const panel = scratch + 8 * 64;
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
    product(rest, rest, size, panel, stride, true, true, panel, stride, false, at(a, n, below, below), n, START_C, 0, true);
  }
  clearUpper(a, n);
  return 0;
}
