/** One operation of a backend on n x n matrices in its workspaces, on one thread, as the analysis calls it. */
import { type Backend, createBackend, type Matrix } from '@enkit/numerics';
import { drawn, norm } from './draws.ts';
import type { LinearAlgebraWork, PreparedWork } from './work.ts';

function square(backend: Backend, n: number, seed: number): Matrix {
  const matrix = backend.workspace(`bench.${seed}`, n, n);
  matrix.data.set(drawn(seed, 1, n * n));
  return matrix;
}

/** G G^T / n + I for a drawn G. */
function positiveDefinite(backend: Backend, n: number): Matrix {
  const a = backend.gram(square(backend, n, 1), 'rows', backend.workspace('bench.spd', n, n));
  for (let k = 0; k < a.data.length; k++) a.data[k] /= n;
  for (let i = 0; i < n; i++) a.data[i * n + i] += 1;
  return a;
}

function operationOf({ operation, n }: LinearAlgebraWork, backend: Backend): () => Matrix {
  const [a, b] = [square(backend, n, 1), square(backend, n, 2)];
  const into = backend.workspace('bench.into', n, n);
  switch (operation) {
    case 'gemm':
      return () => backend.multiply(a, b, { into });
    case 'syrk':
      return () => backend.gram(a, 'rows', into);
    case 'cholesky': {
      const covariance = positiveDefinite(backend, n);
      return () => backend.cholesky(covariance, into);
    }
    case 'triangular-solve': {
      const covariance = positiveDefinite(backend, n);
      const lower = backend.cholesky(covariance, covariance);
      return () => backend.solveLower(lower, b, into);
    }
  }
}

export function linearAlgebraWork(work: LinearAlgebraWork): PreparedWork {
  const backend = createBackend(work.backend);
  const operation = operationOf(work, backend);
  return { detail: backend.detail, checksum: norm(operation().data), call: () => void operation() };
}
