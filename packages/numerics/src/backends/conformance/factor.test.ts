import { describe, expect, it } from 'vitest';
import { copyMatrix, createMatrix, type Matrix, selectColumns, transpose } from '../../matrix.ts';
import {
  BACKENDS,
  bitsOf,
  codeOf,
  distance,
  draw,
  EPSILON,
  largest,
  leavingUnchanged,
  positiveDefinite,
  productOf,
  symmetric,
} from './support.ts';

/** Single elements, primes, and the edges of the kernels' blocks of 48. */
const SIZES = [1, 2, 3, 7, 16, 47, 48, 49, 97, 101];

const hilbert = (n: number): Matrix => symmetric(n, (i, j) => 1 / (i + j + 1));

/** The backward error of a factor, |A - L L^T|. */
const residual = (a: Matrix, lower: Matrix): number => distance(productOf(lower, transpose(lower)), a);

describe.each(BACKENDS)('$name', ({ name, backend }) => {
  it.each(SIZES)('that L is lower triangular and L L^T = A, n = %i', (n) => {
    const a = positiveDefinite(n, 'spd');
    const lower = leavingUnchanged([a], () => backend.cholesky(a));
    expect(residual(a, lower)).toBeLessThanOrEqual(4 * n * EPSILON * largest(a));
    for (let i = 0; i < n; i++) {
      expect(lower.data[i * n + i]).toBeGreaterThan(0);
      expect([...lower.data.subarray(i * n + i + 1, (i + 1) * n)].every((value) => value === 0)).toBe(true);
    }
  });

  it.each(SIZES)('that the solves satisfy L X = B and L L^T X = B, n = %i', (n) => {
    const lower = backend.cholesky(positiveDefinite(n, 'spd'));
    for (const columns of [1, 3, 16, 22]) {
      const b = draw(n, columns, 'b');
      const x = leavingUnchanged([lower, b], () => backend.solveLower(lower, b));
      expect(distance(productOf(lower, x), b)).toBeLessThanOrEqual(8 * n * EPSILON * largest(lower) * largest(x));
      const y = leavingUnchanged([lower, b], () => backend.choleskySolve(lower, b));
      const scale = largest(lower) ** 2 * largest(y);
      expect(distance(productOf(lower, productOf(transpose(lower), y)), b)).toBeLessThanOrEqual(
        8 * n * n * EPSILON * scale,
      );
    }
  });

  it('that the solve inverts what it is given: with L = A = I the right sides come back', () => {
    const identity = symmetric(5, (i, j) => (i === j ? 1 : 0));
    const b = draw(5, 3, 'b');
    expect(bitsOf(backend.choleskySolve(identity, b))).toBe(bitsOf(b));
    expect(bitsOf(backend.solveLower(identity, b))).toBe(bitsOf(b));
  });

  it('that the upper triangle is not read', () => {
    const a = positiveDefinite(50, 'spd');
    const other = copyMatrix(a);
    for (let i = 0; i < 50; i++) other.data.fill(1e9, i * 50 + i + 1, (i + 1) * 50);
    expect(bitsOf(backend.cholesky(other))).toBe(bitsOf(backend.cholesky(a)));
  });

  it('that an empty matrix has an empty factor, and no right sides an empty solution', () => {
    expect(backend.cholesky(createMatrix(0, 0)).data).toHaveLength(0);
    expect(backend.choleskySolve(createMatrix(0, 0), createMatrix(0, 3)).columns).toBe(3);
    expect(backend.solveLower(backend.cholesky(positiveDefinite(3, 'spd')), createMatrix(3, 0)).rows).toBe(3);
  });

  it('that a matrix that is not positive definite is refused, wherever the pivot fails', () => {
    const n = 60;
    for (const row of [0, 1, 20, 47, 48, 59]) {
      const a = positiveDefinite(n, 'spd');
      a.data[row * n + row] = -1;
      expect(codeOf(() => backend.cholesky(a))).toBe('NUM_NOT_POSITIVE_DEFINITE');
    }
    expect(codeOf(() => backend.cholesky(createMatrix(3, 3)))).toBe('NUM_NOT_POSITIVE_DEFINITE');
    expect(codeOf(() => backend.cholesky(symmetric(2, () => 1e200)))).toBe('NUM_NOT_POSITIVE_DEFINITE');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'that %d is refused in every operand',
    (value) => {
      for (const position of [0, 7, 12]) {
        const a = positiveDefinite(5, 'spd');
        const lower = backend.cholesky(a);
        a.data[position] = value;
        expect(codeOf(() => backend.cholesky(a))).toBe('NUM_NONFINITE');
        const b = draw(5, 3, 'b');
        b.data[position] = value;
        expect(codeOf(() => backend.choleskySolve(lower, b))).toBe('NUM_NONFINITE');
        expect(codeOf(() => backend.solveLower(lower, b))).toBe('NUM_NONFINITE');
        lower.data[position] = value;
        expect(codeOf(() => backend.choleskySolve(lower, draw(5, 3, 'b')))).toBe('NUM_NONFINITE');
        expect(codeOf(() => backend.solveLower(lower, draw(5, 3, 'b')))).toBe('NUM_NONFINITE');
      }
    },
  );

  it('that a factor with a zero on its diagonal is refused', () => {
    const lower = backend.cholesky(positiveDefinite(4, 'spd'));
    lower.data[2 * 4 + 2] = 0;
    expect(codeOf(() => backend.choleskySolve(lower, draw(4, 2, 'b')))).toBe('NUM_NOT_POSITIVE_DEFINITE');
    expect(codeOf(() => backend.solveLower(lower, draw(4, 2, 'b')))).toBe('NUM_NOT_POSITIVE_DEFINITE');
  });

  it('that an ill-conditioned matrix is factored with a small backward error', () => {
    for (const n of [4, 8, 11]) {
      const a = hilbert(n);
      expect(residual(a, backend.cholesky(a))).toBeLessThanOrEqual(4 * n * EPSILON);
    }
  });

  it.each([1e-14, 1e-17, 0])(
    'that the innovation covariance of few members with R = %d I is factored well or refused',
    (noise) => {
      const anomalies = draw(40, 20, 'anomalies');
      const products = productOf(anomalies, transpose(anomalies));
      const a = symmetric(40, (i, j) => products.data[i * 40 + j] / 19 + (i === j ? noise : 0));
      const code = codeOf(() => {
        expect(residual(a, backend.cholesky(a))).toBeLessThanOrEqual(4 * 40 * EPSILON * largest(a));
      });
      expect(['nothing thrown', 'NUM_NOT_POSITIVE_DEFINITE']).toContain(code);
    },
  );

  it.each([1e-140, 1e140])('that a scale of %d changes the factor by its square root only', (scale) => {
    const a = positiveDefinite(21, 'spd');
    const scaled = createMatrix(
      21,
      21,
      a.data.map((value) => value * scale),
    );
    const lower = backend.cholesky(scaled);
    expect(residual(scaled, lower) / scale).toBeLessThanOrEqual(4 * 21 * EPSILON * largest(a));
  });

  it('that the same call gives the same bits', () => {
    const a = positiveDefinite(70, 'spd');
    const b = draw(70, 11, 'b');
    const once = (): string => bitsOf(backend.cholesky(a), backend.choleskySolve(backend.cholesky(a), b));
    expect(once()).toBe(once());
  });

  // OpenBLAS chooses kernels by size and promises no more than the same bits for the same call.
  it.skipIf(name === 'openblas').each([1, 3, 4, 16, 17, 20])(
    'that right sides split before column %i keep their bits',
    (cut) => {
      const lower = backend.cholesky(positiveDefinite(61, 'spd'));
      const b = draw(61, 21, 'b');
      const whole = backend.choleskySolve(lower, b);
      const first = Array.from({ length: cut }, (_, k) => k);
      const rest = Array.from({ length: 21 - cut }, (_, k) => cut + k);
      for (const columns of [first, rest])
        expect(bitsOf(backend.choleskySolve(lower, selectColumns(b, columns)))).toBe(
          bitsOf(selectColumns(whole, columns)),
        );
    },
  );
});

describe.each(BACKENDS)('$name, into memory that is given', ({ backend }) => {
  const a = positiveDefinite(50, 'spd');
  const lower = backend.cholesky(a);

  /** A matrix of the backend's own memory, and one of the program's. */
  const places = (rows: number, columns: number): Matrix[] => [
    backend.workspace(`into.${rows}x${columns}`, rows, columns),
    createMatrix(rows, columns),
  ];

  it('that a Gram matrix is the same as a new one', () => {
    const factors = draw(31, 70, 'factors');
    for (const into of places(31, 31)) {
      into.data.fill(7);
      expect(leavingUnchanged([factors], () => backend.gram(factors, 'rows', into))).toBe(into);
      expect(bitsOf(into)).toBe(bitsOf(backend.gram(factors, 'rows')));
    }
  });

  it('that a factor is the same as a new one, also in place of its matrix', () => {
    for (const into of places(50, 50)) {
      expect(leavingUnchanged([a], () => backend.cholesky(a, into))).toBe(into);
      expect(bitsOf(into)).toBe(bitsOf(lower));
      into.data.set(a.data);
      expect(bitsOf(backend.cholesky(into, into))).toBe(bitsOf(lower));
    }
  });

  it.each([3, 16, 22])(
    'that solutions of %i right sides are the same as new ones, also in place of them',
    (columns) => {
      const b = draw(50, columns, 'b');
      for (const solve of ['solveLower', 'choleskySolve'] as const) {
        const expected = bitsOf(backend[solve](lower, b));
        for (const into of places(50, columns)) {
          expect(bitsOf(leavingUnchanged([lower, b], () => backend[solve](lower, b, into)))).toBe(expected);
          into.data.set(b.data);
          expect(bitsOf(backend[solve](lower, into, into))).toBe(expected);
        }
      }
    },
  );

  it('that memory which overlaps with an operand, or has another shape, is refused', () => {
    const half = createMatrix(50, 50, new Float64Array(a.data.buffer.byteLength / 8 + 50).subarray(50));
    const shifted = createMatrix(50, 50, new Float64Array(half.data.buffer, 0, 2500));
    expect(codeOf(() => backend.cholesky(half, shifted))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.cholesky(a, createMatrix(50, 49)))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.solveLower(lower, draw(50, 4, 'b'), createMatrix(50, 5)))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.solveLower(lower, draw(50, 50, 'b'), lower))).toBe('NUM_SHAPE');
    expect(codeOf(() => backend.gram(a, 'rows', a))).toBe('NUM_SHAPE');
  });
});
