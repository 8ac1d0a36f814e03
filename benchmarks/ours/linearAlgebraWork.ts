/** One operation of a backend on n x n matrices, on one thread. */
import { type Backend, createBackend, createMatrix, type Matrix } from '@enkit/numerics';
import { drawn, norm } from './draws.ts';
import type { LinearAlgebraWork, PreparedWork } from './work.ts';

const square = (n: number, seed: number): Matrix => createMatrix(n, n, drawn(seed, 1, n * n));

/** G G^T / n + I for a drawn G. */
function positiveDefinite(backend: Backend, n: number): Matrix {
  const a = backend.gram(square(n, 1), 'rows');
  for (let k = 0; k < a.data.length; k++) a.data[k] /= n;
  for (let i = 0; i < n; i++) a.data[i * n + i] += 1;
  return a;
}

function operationOf({ operation, n }: LinearAlgebraWork, backend: Backend): () => Matrix {
  const [a, b] = [square(n, 1), square(n, 2)];
  switch (operation) {
    case 'gemm': {
      const into = createMatrix(n, n);
      return () => backend.multiply(a, b, { into });
    }
    case 'syrk':
      return () => backend.gram(a, 'rows');
    case 'cholesky': {
      const covariance = positiveDefinite(backend, n);
      return () => backend.cholesky(covariance);
    }
    case 'triangular-solve': {
      const lower = backend.cholesky(positiveDefinite(backend, n));
      return () => backend.solveLower(lower, b);
    }
  }
}

export function linearAlgebraWork(work: LinearAlgebraWork): PreparedWork {
  const backend = createBackend(work.backend);
  const operation = operationOf(work, backend);
  return { detail: backend.detail, checksum: norm(operation().data), call: () => void operation() };
}
