/** What the conformance tests share: the backends that this machine has, matrices by name, and comparisons. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { BACKEND_NAMES, type Backend } from '../../backend.ts';
import { NumericsError } from '../../errors.ts';
import { createMatrix, type Matrix, rowOf, transpose } from '../../matrix.ts';
import { randomStream } from '../../random.ts';
import { createBackend } from '../../selectBackend.ts';

/** A backend that this machine cannot run is left out; its refusal has a test of its own. */
function createIfAvailable(name: (typeof BACKEND_NAMES)[number]): Backend[] {
  try {
    return [createBackend(name)];
  } catch (error) {
    if (error instanceof NumericsError && error.code === 'NUM_BACKEND_UNAVAILABLE') return [];
    throw error;
  }
}

export const BACKENDS: readonly { name: string; backend: Backend }[] = BACKEND_NAMES.flatMap((name) =>
  createIfAvailable(name).map((backend) => ({ name, backend })),
);

export const EPSILON = Number.EPSILON;

/** Standard normal elements, the same for the same name and shape. */
export function draw(rows: number, columns: number, name: string): Matrix {
  const stream = randomStream(11, name, rows, columns);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

/** A symmetric matrix from f(i, j), i >= j. */
export function symmetric(n: number, f: (i: number, j: number) => number): Matrix {
  const result = createMatrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) result.data[i * n + j] = result.data[j * n + i] = f(i, j);
  }
  return result;
}

/** A well-conditioned positive definite matrix. */
export function positiveDefinite(n: number, name: string): Matrix {
  const factor = draw(n, n + 4, name);
  return symmetric(n, (i, j) => {
    const x = rowOf(factor, i);
    const y = rowOf(factor, j);
    return x.reduce((sum, value, k) => sum + value * y[k], i === j ? 1 : 0);
  });
}

/** The plain triple loop: an oracle that shares no code with any backend. */
export function productOf(a: Matrix, b: Matrix): Matrix {
  const result = createMatrix(a.rows, b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.columns; j++) {
      let sum = 0;
      for (let k = 0; k < a.columns; k++) sum += a.data[i * a.columns + k] * b.data[k * b.columns + j];
      result.data[i * b.columns + j] = sum;
    }
  }
  return result;
}

/** The largest magnitude; NaN if there is one. */
export function largest(a: Matrix | Float64Array): number {
  const values = 'data' in a ? a.data : a;
  return values.reduce((most, value) => (Math.abs(value) <= most ? most : Math.abs(value)), 0);
}

/** The largest difference of two matrices of one shape; NaN where they differ by a NaN. */
export function distance(a: Matrix, b: Matrix): number {
  expect([a.rows, a.columns]).toEqual([b.rows, b.columns]);
  return a.data.reduce((most, value, k) => {
    const difference = Math.abs(value - b.data[k]);
    return Number.isNaN(difference) || difference > most ? difference : most;
  }, 0);
}

/** |A A^T - I| for a square matrix with orthonormal columns. */
export function departureFromOrthogonality(vectors: Matrix): number {
  const identity = symmetric(vectors.columns, (i, j) => (i === j ? 1 : 0));
  return distance(productOf(transpose(vectors), vectors), identity);
}

/** The bits, so that equality also tells zeros of either sign apart. */
export function bitsOf(...values: readonly (Matrix | Float64Array)[]): string {
  const hash = createHash('sha256');
  for (const value of values) {
    const data = 'data' in value ? value.data : value;
    hash.update(Buffer.from(Float64Array.from(data).buffer));
  }
  return hash.digest('hex');
}

/** Runs `call` and checks that it leaves every operand as it was. */
export function leavingUnchanged<Result>(operands: readonly (Matrix | Float64Array)[], call: () => Result): Result {
  const before = bitsOf(...operands);
  const result = call();
  expect(bitsOf(...operands)).toBe(before);
  return result;
}

/** The code of the NumericsError that `call` throws. */
export function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof NumericsError) return error.code;
    throw error;
  }
  return 'nothing thrown';
}
