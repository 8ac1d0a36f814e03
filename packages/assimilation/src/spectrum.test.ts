/** The eigenpairs of M M^T where an eigendecomposition of the Gram matrix would not resolve them. */
import { createMatrix, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { resolvedSpectrum } from './spectrum.ts';
import { BACKENDS, diagonalMatrix, normalMatrix, relativeDifference, WASM } from './testing/matrices.ts';

/** Random orthonormal columns, n x n. */
function orthonormal(n: number, seed: number): Matrix {
  return WASM.symmetricEigen(WASM.gram(normalMatrix(n, n, seed), 'rows')).vectors;
}

/** U diag(s) V^T, n x m. */
function withSingularValues(s: readonly number[], n: number, m: number): Matrix {
  const U = orthonormal(n, 1);
  const V = orthonormal(m, 2);
  const scaled = createMatrix(n, m);
  for (let i = 0; i < n; i++) for (let k = 0; k < s.length; k++) scaled.data[i * m + k] = U.data[i * n + k] * s[k];
  return WASM.multiply(scaled, V, { transposeB: true });
}

describe.each(BACKENDS)('on $name', (backend) => {
  it('that singular values are resolved to the rounding of the largest', () => {
    const s = [1, 0.3, 1e-2, 1e-4, 1e-6, 1e-8, 1e-10, 1e-12];
    const { values } = resolvedSpectrum(withSingularValues(s, 8, 20), backend);
    expect(values.length).toBe(8);
    s.forEach((value, k) => expect(Math.abs(Math.sqrt(values[k]) - value)).toBeLessThan(1e-15));
  });

  it('that directions at the rounding level are left out, and no others', () => {
    for (const rank of [1, 3, 11]) {
      const s = Array.from({ length: rank }, (_, k) => 10 ** -k);
      const { values, vectors, projected } = resolvedSpectrum(withSingularValues(s, 12, 15), backend);
      expect(values.length).toBe(rank);
      expect([vectors.columns, projected.rows]).toEqual([rank, rank]);
    }
  });

  it('that vectors are orthonormal, projected rows orthogonal, and both give back the matrix', () => {
    const s = [1, 1, 0.5, 1e-3, 1e-7, 1e-7, 1e-11];
    const M = withSingularValues(s, 10, 14);
    const { values, vectors, projected } = resolvedSpectrum(M, backend);
    expect(relativeDifference(backend.gram(vectors, 'columns').data, diagonalMatrix(s.map(() => 1)).data)).toBeLessThan(
      1e-14,
    );
    const rows = backend.gram(projected, 'rows');
    for (let i = 0; i < 7; i++)
      for (let k = 0; k < 7; k++) {
        const expected = i === k ? values[i] : 0;
        expect(Math.abs(rows.data[i * 7 + k] - expected)).toBeLessThan(1e-14 * Math.sqrt(values[i] * values[k]));
      }
    expect(relativeDifference(backend.multiply(vectors, projected).data, M.data)).toBeLessThan(1e-14);
  });

  it('that its values are those of the Gram matrix where that is well conditioned', () => {
    const M = normalMatrix(9, 30, 4);
    const { values } = backend.symmetricEigen(backend.gram(M, 'rows'));
    expect(relativeDifference(resolvedSpectrum(M, backend).values, values.toReversed())).toBeLessThan(1e-13);
  });

  it('that the input is not changed', () => {
    const M = normalMatrix(5, 8, 4);
    const before = Float64Array.from(M.data);
    resolvedSpectrum(M, backend);
    expect(M.data).toEqual(before);
  });
});

it('that a hundred directions over twelve orders of magnitude converge', () => {
  const s = Array.from({ length: 100 }, (_, k) => 10 ** (-k * 0.12));
  const { values } = resolvedSpectrum(withSingularValues(s, 100, 120), WASM);
  expect(values.length).toBe(100);
  for (let k = 0; k < 100; k++) expect(Math.abs(Math.sqrt(values[k]) - s[k])).toBeLessThan(1e-14);
});
