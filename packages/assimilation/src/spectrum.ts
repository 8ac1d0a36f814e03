/**
 * Eigenpairs of a Gram matrix M M^T (n x n) with the small ones as accurate as float64 allows.
 *
 * An eigendecomposition of M M^T knows each singular value s of M only down to sqrt(eps) of the largest, because it works
 * with s^2. That is enough unless alpha is smaller than the rounding of M M^T: then null directions look like signal and
 * are divided by alpha. The remedy is one-sided Jacobi (Hestenes 1958, J. SIAM 6; accuracy: Demmel & Veselic 1992,
 * SIAM J. Matrix Anal. Appl. 13):
 *   B = U^T M;  rotate pairs of rows of B, and the same rows of U^T, until the rows of B are orthogonal;  s_k = |b_k|
 * It starts from rough eigenvectors U, largest first, in which the eigenvalues below sqrt(eps) of the largest have been
 * separated by an eigendecomposition of their own part of M, so that a few sweeps are enough.
 * Rows not above n eps |M| are rounding of the input: they carry no information whatever R claims, and are left out.
 * About 3 n^2 m flops a sweep, M being n x m.
 */
import { createMatrix, NumericsError, rowOf, selectRows, transpose, type Backend, type Matrix } from '@enkit/numerics';

/** The r eigenvalues, descending, and vectors of M M^T that are above its rounding. */
export interface Spectrum {
  /** r. */
  readonly values: Float64Array;
  /** U, n x r, orthonormal columns. */
  readonly vectors: Matrix;
  /** B = U^T M, r x m, orthogonal rows: as accurate as U^T M computed anew is not. */
  readonly projected: Matrix;
}

/** Eigenvalues below this share of the largest are mostly rounding. */
const RESOLUTION = Math.sqrt(Number.EPSILON);
const MAX_SWEEPS = 40;

/** Throws NUM_NONFINITE, or NUM_NO_CONVERGENCE after 40 sweeps. */
export function resolvedSpectrum(M: Matrix, backend: Backend): Spectrum {
  const floor = (M.rows * Number.EPSILON) ** 2 * dot(M.data, M.data);
  const Ut = roughVectors(M, floor, backend);
  const rows = { Ut, B: backend.multiply(Ut, M) };
  orthogonalize(rows, floor);
  const squares = squaredNorms(rows.B);
  const kept = [...squares.keys()].filter((k) => squares[k] > floor).sort((k, l) => squares[l] - squares[k]);
  return {
    values: Float64Array.from(kept, (k) => squares[k]),
    vectors: transpose(selectRows(rows.Ut, kept)),
    projected: selectRows(rows.B, kept),
  };
}

/** Rows that nearly diagonalise M M^T, largest first. */
function roughVectors(M: Matrix, floor: number, backend: Backend): Matrix {
  const { values, vectors } = backend.symmetricEigen(backend.gram(M, 'rows'));
  const descending = Array.from({ length: M.rows }, (_, k) => M.rows - 1 - k);
  const Ut = selectRows(transpose(vectors), descending);
  const largest = values[M.rows - 1];
  const resolved = values.filter((value) => value > RESOLUTION * largest).length;
  if (resolved === M.rows || !(largest > floor)) return Ut;
  const rest = createMatrix(M.rows - resolved, M.rows, Ut.data.slice(resolved * M.rows));
  const separated = backend.multiply(roughVectors(backend.multiply(rest, M), floor, backend), rest);
  Ut.data.set(separated.data, resolved * M.rows);
  return Ut;
}

interface Rows {
  readonly Ut: Matrix;
  readonly B: Matrix;
}

function orthogonalize(rows: Rows, floor: number): void {
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    if (!sweepPairs(rows, floor)) return;
  }
  throw new NumericsError(
    'NUM_NO_CONVERGENCE',
    `singular directions: ${rows.B.rows} x ${rows.B.columns} not orthogonal after ${MAX_SWEEPS} sweeps; ` +
      'raise the observation error',
  );
}

/** Whether any pair had to be rotated. */
function sweepPairs({ Ut, B }: Rows, floor: number): boolean {
  // The rounding of an inner product of m terms: what is below it cannot be told from orthogonal.
  const tolerance = Number.EPSILON * (B.columns + 4);
  const squares = squaredNorms(B);
  let rotated = false;
  for (let i = 0; i < B.rows; i++) {
    for (let k = i + 1; k < B.rows; k++) {
      const [p, q] = [squares[i], squares[k]];
      if (Math.min(p, q) <= floor) continue;
      const [bi, bk] = [rowOf(B, i), rowOf(B, k)];
      const cross = dot(bi, bk);
      if (Math.abs(cross) <= tolerance * Math.sqrt(p) * Math.sqrt(q)) continue;
      const [c, s] = jacobiRotation(p, q, cross);
      rotate(bi, bk, c, s);
      rotate(rowOf(Ut, i), rowOf(Ut, k), c, s);
      [squares[i], squares[k]] = [dot(bi, bi), dot(bk, bk)];
      rotated = true;
    }
  }
  return rotated;
}

function squaredNorms(B: Matrix): Float64Array {
  return Float64Array.from({ length: B.rows }, (_, k) => dot(rowOf(B, k), rowOf(B, k)));
}

/** Cosine and sine that make two rows with squared norms p and q and this inner product orthogonal. */
function jacobiRotation(p: number, q: number, cross: number): readonly [number, number] {
  const zeta = (q - p) / (2 * cross);
  const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  return [c, c * t];
}

function rotate(a: Float64Array, b: Float64Array, c: number, s: number): void {
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k], b[k]];
    a[k] = c * x - s * y;
    b[k] = s * x + c * y;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
