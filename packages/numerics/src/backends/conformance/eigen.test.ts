import { describe, expect, it } from 'vitest';
import { copyMatrix, createMatrix, type Matrix, transpose } from '../../matrix.ts';
import {
  BACKENDS,
  bitsOf,
  codeOf,
  departureFromOrthogonality,
  distance,
  draw,
  EPSILON,
  largest,
  leavingUnchanged,
  productOf,
  symmetric,
} from './support.ts';

/** Single elements, the leaf of the divide and conquer (24) and its first trees, the panel (32), primes. */
const SIZES = [1, 2, 3, 24, 25, 49, 97];

const tridiagonal = (n: number, diagonal: (i: number) => number, below: (i: number) => number): Matrix =>
  symmetric(n, (i, j) => (i === j ? diagonal(i) : i === j + 1 ? below(i) : 0));

const outer = (n: number): Matrix => {
  const x = draw(n, 1, 'outer').data;
  return symmetric(n, (i, j) => x[i] * x[j]);
};

const lowRank = (n: number): Matrix => {
  const x = draw(n, 3, 'low rank');
  const product = productOf(x, transpose(x));
  return symmetric(n, (i, j) => product.data[i * n + j]);
};

const random = (n: number, scale = 1): Matrix => {
  const x = draw(n, n, 'symmetric');
  return symmetric(n, (i, j) => scale * x.data[i * n + j]);
};

/** Repeated, zero, clustered and graded values; the named ones are the usual touchstones of eigensolvers. */
const CASES: Readonly<Record<string, (n: number) => Matrix>> = {
  random: (n) => random(n),
  zero: (n) => createMatrix(n, n),
  identity: (n) =>
    tridiagonal(
      n,
      () => 1,
      () => 0,
    ),
  'all ones': (n) => symmetric(n, () => 1),
  'rank one': outer,
  'rank three': lowRank,
  'second difference': (n) =>
    tridiagonal(
      n,
      () => 2,
      () => -1,
    ),
  Wilkinson: (n) =>
    tridiagonal(
      n,
      (i) => Math.abs(i - (n - 1) / 2),
      () => 1,
    ),
  'glued Wilkinson': (n) =>
    tridiagonal(
      n,
      (i) => Math.abs((i % 21) - 10),
      (i) => (i % 21 === 0 ? 1e-9 : 1),
    ),
  'nearly diagonal': (n) =>
    tridiagonal(
      n,
      (i) => i,
      () => 1e-18,
    ),
  'nearly a multiple of I': (n) =>
    tridiagonal(
      n,
      () => 1,
      () => 1e-9,
    ),
  graded: (n) =>
    tridiagonal(
      n,
      (i) => 10 ** (-i / 4),
      (i) => 10 ** (-i / 4 - 1),
    ),
  'two values': (n) => symmetric(n, (i, j) => (i === j ? 1 : 0) - 2 / n),
};

describe.each(BACKENDS)('$name', ({ backend }) => {
  describe.each(Object.keys(CASES))('%s', (kind) => {
    it.each(SIZES)('that V is orthonormal, V diag(values) V^T = A and the values ascend, n = %i', (n) => {
      const a = CASES[kind](n);
      const { values, vectors } = leavingUnchanged([a], () => backend.symmetricEigen(a));
      const scaled = createMatrix(
        n,
        n,
        vectors.data.map((value, k) => value * values[k % n]),
      );
      const tolerance = 4 * (n + 3) * EPSILON;
      expect(departureFromOrthogonality(vectors)).toBeLessThanOrEqual(tolerance);
      expect(distance(productOf(scaled, transpose(vectors)), a)).toBeLessThanOrEqual(
        tolerance * Math.max(...values.map(Math.abs)),
      );
      expect(values.every((value, k) => k === 0 || value >= values[k - 1])).toBe(true);
    });
  });

  it.each(SIZES)('that the values of the second difference are 2 - 2 cos(k pi / (n + 1)), n = %i', (n) => {
    const { values } = backend.symmetricEigen(CASES['second difference'](n));
    values.forEach((value, k) => {
      expect(Math.abs(value - (2 - 2 * Math.cos(((k + 1) * Math.PI) / (n + 1))))).toBeLessThanOrEqual(64 * EPSILON);
    });
  });

  it('that the values of I - 2/n are -1 once and 1 otherwise', () => {
    const { values } = backend.symmetricEigen(CASES['two values'](40));
    values.forEach((value, k) => expect(Math.abs(value - (k === 0 ? -1 : 1))).toBeLessThanOrEqual(64 * EPSILON));
  });

  it.each([1e-300, 1e-150, 1e150, 1e300])('that a scale of %d loses no digits', (scale) => {
    const plain = backend.symmetricEigen(random(31));
    const { values, vectors } = backend.symmetricEigen(random(31, scale));
    expect(departureFromOrthogonality(vectors)).toBeLessThanOrEqual(200 * EPSILON);
    values.forEach((value, k) =>
      expect(Math.abs(value / scale - plain.values[k])).toBeLessThanOrEqual(400 * EPSILON * largest(plain.values)),
    );
  });

  it('that the upper triangle is not read', () => {
    const a = random(40);
    const other = copyMatrix(a);
    for (let i = 0; i < 40; i++) other.data.fill(1e9, i * 40 + i + 1, (i + 1) * 40);
    const [one, two] = [backend.symmetricEigen(a), backend.symmetricEigen(other)];
    expect(bitsOf(two.values, two.vectors)).toBe(bitsOf(one.values, one.vectors));
  });

  it('that an empty matrix has no values', () => {
    const { values, vectors } = backend.symmetricEigen(createMatrix(0, 0));
    expect([values.length, vectors.rows, vectors.columns]).toEqual([0, 0, 0]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('that %d is refused', (value) => {
    for (const position of [0, 3, 24]) {
      const a = random(5);
      a.data[position] = value;
      expect(codeOf(() => backend.symmetricEigen(a))).toBe('NUM_NONFINITE');
    }
  });

  it('that the same call gives the same bits', () => {
    const once = (): string => {
      const { values, vectors } = backend.symmetricEigen(random(90));
      return bitsOf(values, vectors);
    };
    expect(once()).toBe(once());
  });
});
