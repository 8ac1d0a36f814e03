/**
 * The `openblas` backend: the machine's native BLAS and LAPACK on one thread. The layers' activations are the `wasm`
 * kernels', and workspaces lie in their memory, which native code reaches like any other.
 *
 * A row-major matrix is its own transpose to LAPACK, which is column-major: our lower triangle is its upper one.
 */
import type { Backend, SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { assertFinite, copyMatrix, createMatrix, type Matrix, rowOf, transpose } from '../matrix.ts';
import { checkGram, checkPivots, checkSolve, checkSquare } from '../shapes.ts';
import { arithmetic } from './openblasArithmetic.ts';
import {
  LEFT,
  LOWER,
  loadOpenblas,
  NOT_UNIT,
  OPENBLAS_NAMES,
  type OpenblasLibrary,
  PLAIN,
  ROW_MAJOR,
  TRANSPOSED,
} from './openblasLibrary.ts';
import { createWasmContext } from './wasmContext.ts';
import { toDouble, toSingle } from './wasmConversion.ts';
import { allFinite, subtractRow } from './wasmRows.ts';

/** Rows and columns of a block whose two copies fit into the first-level cache. */
const MIRROR_BLOCK = 32;

/** Copies the part below the diagonal to the part above it, by blocks: whole columns would miss the cache at every element. */
function mirrorLower({ rows: n, data }: Matrix): void {
  for (let i0 = 0; i0 < n; i0 += MIRROR_BLOCK) {
    for (let j0 = 0; j0 <= i0; j0 += MIRROR_BLOCK) {
      for (let i = i0; i < Math.min(i0 + MIRROR_BLOCK, n); i++)
        for (let j = j0; j < Math.min(j0 + MIRROR_BLOCK, i); j++) data[j * n + i] = data[i * n + j];
    }
  }
}

function gram(blas: OpenblasLibrary, a: Matrix, side: 'rows' | 'columns', into?: Matrix): Matrix {
  const { n, depth } = checkGram(a, side, into);
  const trans = side === 'rows' ? PLAIN : TRANSPOSED;
  const result = into ?? createMatrix(n, n);
  if (n === 0 || depth === 0) {
    result.data.fill(0);
    return result;
  }
  blas.dsyrk(ROW_MAJOR, LOWER, trans, n, depth, 1, a.data, a.columns, 0, result.data, n);
  mirrorLower(result);
  return result;
}

/** B itself, or its copy in `into` or in a new matrix. */
function copyInto(b: Matrix, into?: Matrix): Matrix {
  if (!into) return copyMatrix(b);
  if (into.data !== b.data) into.data.set(b.data);
  return into;
}

function cholesky(blas: OpenblasLibrary, a: Matrix, into?: Matrix): Matrix {
  checkSquare('cholesky', a, into);
  assertFinite(a, 'cholesky');
  const factor = copyInto(a, into);
  if (a.rows === 0) return factor;
  const n = Int32Array.of(a.rows);
  const info = new Int32Array(1);
  blas.dpotrf('U', n, factor.data, n, info, 1);
  if (info[0] !== 0) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${a.rows} x ${a.rows} matrix is not positive definite (pivot ${info[0]} is not positive); ` +
        'add to its diagonal, or use its eigenvalues',
    );
  }
  for (let i = 0; i < a.rows; i++) rowOf(factor, i).fill(0, i + 1);
  return factor;
}

function solve(
  blas: OpenblasLibrary,
  operation: string,
  { lower, b, into }: { readonly lower: Matrix; readonly b: Matrix; readonly into?: Matrix | undefined },
  sides: readonly number[],
): Matrix {
  checkSolve(operation, lower, b, into);
  assertFinite(lower, `${operation}: L`);
  checkPivots(operation, lower);
  assertFinite(b, `${operation}: B`);
  const x = copyInto(b, into);
  const n = lower.rows;
  if (x.data.length === 0) return x;
  for (const trans of sides)
    blas.dtrsm(ROW_MAJOR, LEFT, LOWER, trans, NOT_UNIT, n, b.columns, 1, lower.data, n, x.data, b.columns);
  return x;
}

/** LAPACK's divide and conquer. Its column k, the vector of value k, is our row k: hence the transpose. */
function symmetricEigen(blas: OpenblasLibrary, a: Matrix): SymmetricEigen {
  checkSquare('symmetricEigen', a);
  assertFinite(a, 'symmetricEigen');
  const values = new Float64Array(a.rows);
  const rows = copyMatrix(a);
  if (a.rows === 0) return { values, vectors: rows };
  const n = Int32Array.of(a.rows);
  const work = new Float64Array(1 + 6 * a.rows + 2 * a.rows ** 2);
  const integers = new Int32Array(3 + 5 * a.rows);
  const sizes = [Int32Array.of(work.length), Int32Array.of(integers.length)] as const;
  const info = new Int32Array(1);
  blas.dsyevd('V', 'U', n, rows.data, n, values, work, sizes[0], integers, sizes[1], info, 1, 1);
  if (info[0] !== 0) {
    throw new NumericsError(
      'NUM_NO_CONVERGENCE',
      `symmetricEigen: dsyevd did not converge on the ${a.rows} x ${a.rows} matrix (info ${info[0]}); ` +
        'scale the matrix, or use another backend',
    );
  }
  return { values, vectors: transpose(rows) };
}

/**
 * @param names library names to try, in this order
 * Throws NUM_BACKEND_UNAVAILABLE, with what to do, where no library is found.
 */
export function createOpenblasBackend(names: readonly string[] = OPENBLAS_NAMES): Backend {
  const blas = loadOpenblas(names);
  const context = createWasmContext();
  return {
    name: 'openblas',
    detail: `${blas.config.trim()} from ${blas.path}, one thread`,
    ...arithmetic(blas.dgemm, context.heap, context.double),
    single: arithmetic(blas.sgemm, context.heap, context.single),
    subtractRow: (a, row, into) => subtractRow(context, a, row, into),
    toSingle: (a, into, less) => toSingle(context, a, into, less),
    toDouble: (a, into, accumulate) => toDouble(context, a, into, accumulate),
    allFinite: (a) => allFinite(context, a),
    gram: (a, side, into) => gram(blas, a, side, into),
    cholesky: (a, into) => cholesky(blas, a, into),
    choleskySolve: (lower, b, into) => solve(blas, 'choleskySolve', { lower, b, into }, [PLAIN, TRANSPOSED]),
    solveLower: (lower, b, into) => solve(blas, 'solveLower', { lower, b, into }, [PLAIN]),
    symmetricEigen: (a) => symmetricEigen(blas, a),
  };
}
