/**
 * The exports of the kernels. Addresses are bytes in the module's memory, counts and strides are doubles; nothing is
 * checked here: the caller has checked the shapes.
 */
import { activate as activateIn } from './activation';
import { lessRow } from './centre';
import { cholesky } from './cholesky';
import { demote, promote } from './convert';
import { eigenScratch, symmetricEigen } from './eigen';
import { allFiniteOf } from './finite';
import { increaseBy } from './increase';
import { FIRST_FREE } from './layout';
import { normalPair, normals } from './normal';
import { START_BIAS, START_C, START_ZERO, packWhole, product, setWide } from './product';
import { lowerToUpper, upperToLower } from './triangle';
import { solveLower, solveLowerTransposed } from './triangular';

export { cholesky, demote, eigenScratch, lowerToUpper, normalPair, normals, promote };
export { solveLower, solveLowerTransposed, symmetricEigen, upperToLower };

/** The first address that the kernels do not use themselves. */
export function firstFree(): usize {
  return FIRST_FREE;
}

/** Whether a relaxed multiply-add rounds once (fused) on this machine: (1 + 2^-27)^2 - 1 - 2^-26 is 2^-54, or 0 rounded twice. */
export function fused(): bool {
  const x = f64x2.splat(1.0000000074505806);
  return f64x2.extract_lane(f64x2.relaxed_madd(x, x, f64x2.splat(-1.0000000149011612)), 0) != 0;
}

/** C (rows x columns) = op(A) op(B), or C + op(A) op(B). */
export function multiply(
  rows: i32, columns: i32, depth: i32,
  a: usize, strideA: i32, transposedA: bool,
  b: usize, strideB: i32, transposedB: bool,
  c: usize, strideC: i32, accumulate: bool,
): void {
  product<f64>(rows, columns, depth, a, strideA, transposedA, false, b, strideB, transposedB, c, strideC, accumulate ? START_C : START_ZERO);
}

/** The same for floats. */
export function multiplyFloats(
  rows: i32, columns: i32, depth: i32,
  a: usize, strideA: i32, transposedA: bool,
  b: usize, strideB: i32, transposedB: bool,
  c: usize, strideC: i32, accumulate: bool,
): void {
  product<f32>(rows, columns, depth, a, strideA, transposedA, false, b, strideB, transposedB, c, strideC, accumulate ? START_C : START_ZERO);
}

/** C (n x n) = op(A) op(A)^T, or C + op(A) op(A)^T; the lower triangle alone. op(A) is n x depth. */
export function gramLower(n: i32, depth: i32, a: usize, strideA: i32, transposedA: bool, c: usize, accumulate: bool): void {
  product<f64>(n, n, depth, a, strideA, transposedA, false, a, strideA, !transposedA, c, n, accumulate ? START_C : START_ZERO, 0, true);
}

export { setWide };

/** out (units x points) = activation(weights (units x inputs) values (inputs x points) + bias). */
export function dense(units: i32, points: i32, inputs: i32, weights: usize, bias: usize, values: usize, out: usize, kind: i32): void {
  product<f64>(units, points, inputs, weights, inputs, false, false, values, points, false, out, points, START_BIAS, bias, false, kind);
}

/** The same for floats. */
export function denseFloats(units: i32, points: i32, inputs: i32, weights: usize, bias: usize, values: usize, out: usize, kind: i32): void {
  product<f32>(units, points, inputs, weights, inputs, false, false, values, points, false, out, points, START_BIAS, bias, false, kind);
}

/** values (inputs x points) packed, for layers that share them: inputs times points, rounded up to 32 bytes, doubles. */
export function packValues(inputs: i32, points: i32, values: usize, packed: usize): void {
  packWhole<f64>(inputs, points, values, packed);
}

/** The same for floats. */
export function packValueFloats(inputs: i32, points: i32, values: usize, packed: usize): void {
  packWhole<f32>(inputs, points, values, packed);
}

/** `dense` of packed values. */
export function densePacked(units: i32, points: i32, inputs: i32, weights: usize, bias: usize, packed: usize, out: usize, kind: i32): void {
  product<f64>(units, points, inputs, weights, inputs, false, false, 0, points, false, out, points, START_BIAS, bias, false, kind, packed);
}

/** The same for floats. */
export function densePackedFloats(units: i32, points: i32, inputs: i32, weights: usize, bias: usize, packed: usize, out: usize, kind: i32): void {
  product<f32>(units, points, inputs, weights, inputs, false, false, 0, points, false, out, points, START_BIAS, bias, false, kind, packed);
}

/** into = a - 1 row^T. */
export function subtractRow(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  lessRow<f64, f64>(rows, columns, a, row, into);
}

/** The same into floats. */
export function demoteLess(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  lessRow<f64, f32>(rows, columns, a, row, into);
}

/** The same of floats into floats. */
export function floatsLess(rows: i32, columns: i32, a: usize, row: usize, into: usize): void {
  lessRow<f32, f32>(rows, columns, a, row, into);
}

/** target (doubles) += source (floats). */
export function increaseDoubles(source: usize, target: usize, count: i32): void {
  increaseBy<f64>(source, target, count);
}

/** target (floats) += source (floats). */
export function increaseFloats(source: usize, target: usize, count: i32): void {
  increaseBy<f32>(source, target, count);
}

export function allFinite(values: usize, count: i32): bool {
  return allFiniteOf<f64>(values, count);
}

/** The same for floats. */
export function allFiniteFloats(values: usize, count: i32): bool {
  return allFiniteOf<f32>(values, count);
}

/** values := activation(values). */
export function activate(values: usize, count: i32, kind: i32): void {
  activateIn<f64>(values, count, kind);
}

/** The same for floats. */
export function activateFloats(values: usize, count: i32, kind: i32): void {
  activateIn<f32>(values, count, kind);
}
