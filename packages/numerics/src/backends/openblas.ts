/**
 * The `openblas` backend: the machine's native BLAS and LAPACK on one thread. The layers' activations are the `wasm`
 * kernels', and workspaces lie in their memory, which native code reaches like any other.
 *
 * A row-major matrix is its own transpose to LAPACK, which is column-major: our lower triangle is its upper one.
 */
import type { Backend, SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { assertFinite, copyMatrix, createMatrix, type Matrix, transpose } from '../matrix.ts';
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
  UPPER,
} from './openblasLibrary.ts';
import { lowerToUpper, mirrorUpper, moveUpperToLower } from './triangle.ts';
import { createWasmContext, type WasmContext } from './wasmContext.ts';
import { addSingle, toDouble, toSingle } from './wasmConversion.ts';
import { allFinite, subtractRow } from './wasmRows.ts';

/** The library, and the kernels for what it does not do. */
interface Native {
  readonly blas: OpenblasLibrary;
  readonly context: WasmContext;
}

/** Throws NUM_NONFINITE, naming the first position, unless every value is finite. */
function checkFinite(context: WasmContext, a: Matrix, what: string): void {
  if (!allFinite(context, a)) assertFinite(a, what);
}

/** By the upper triangle, which is the lower one to a column-major library: the faster of its two ways. */
function gram({ blas, context }: Native, a: Matrix, side: 'rows' | 'columns', into?: Matrix): Matrix {
  const { n, depth } = checkGram(a, side, into);
  const trans = side === 'rows' ? PLAIN : TRANSPOSED;
  const result = into ?? createMatrix(n, n);
  if (n === 0 || depth === 0) {
    result.data.fill(0);
    return result;
  }
  blas.dsyrk(ROW_MAJOR, UPPER, trans, n, depth, 1, a.data, a.columns, 0, result.data, n);
  mirrorUpper(context, result);
  return result;
}

/** B itself, or its copy in `into` or in a new matrix. */
function copyInto(b: Matrix, into?: Matrix): Matrix {
  if (!into) return copyMatrix(b);
  if (into.data !== b.data) into.data.set(b.data);
  return into;
}

/**
 * The factor of the column-major lower triangle, which is our upper one, is found a fifth faster than that of the other; it
 * costs two passes over a triangle, one of which is the copy.
 */
function cholesky({ blas, context }: Native, a: Matrix, into?: Matrix): Matrix {
  checkSquare('cholesky', a, into);
  checkFinite(context, a, 'cholesky');
  const factor = into ?? createMatrix(a.rows, a.columns);
  if (a.rows === 0) return factor;
  lowerToUpper(context, a, factor);
  const n = Int32Array.of(a.rows);
  const info = new Int32Array(1);
  blas.dpotrf('L', n, factor.data, n, info, 1);
  if (info[0] !== 0) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${a.rows} x ${a.rows} matrix is not positive definite (pivot ${info[0]} is not positive); ` +
        'add to its diagonal, or use its eigenvalues',
    );
  }
  moveUpperToLower(context, factor);
  return factor;
}

function solve(
  { blas, context }: Native,
  operation: string,
  { lower, b, into }: { readonly lower: Matrix; readonly b: Matrix; readonly into?: Matrix | undefined },
  sides: readonly number[],
): Matrix {
  checkSolve(operation, lower, b, into);
  checkFinite(context, lower, `${operation}: L`);
  checkPivots(operation, lower);
  checkFinite(context, b, `${operation}: B`);
  const x = copyInto(b, into);
  const n = lower.rows;
  if (x.data.length === 0) return x;
  for (const trans of sides)
    blas.dtrsm(ROW_MAJOR, LEFT, LOWER, trans, NOT_UNIT, n, b.columns, 1, lower.data, n, x.data, b.columns);
  return x;
}

/** LAPACK's divide and conquer. Its column k, the vector of value k, is our row k: hence the transpose. */
function symmetricEigen({ blas, context }: Native, a: Matrix): SymmetricEigen {
  checkSquare('symmetricEigen', a);
  checkFinite(context, a, 'symmetricEigen');
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
  const native = { blas, context };
  return {
    name: 'openblas',
    detail: `${blas.config.trim()} from ${blas.path}, one thread`,
    ...arithmetic(blas.dgemm, context.heap, context.double),
    single: arithmetic(blas.sgemm, context.heap, context.single),
    subtractRow: (a, row, into) => subtractRow(context, a, row, into),
    toSingle: (a, into, less) => toSingle(context, a, into, less),
    toDouble: (a, into) => toDouble(context, a, into),
    addSingle: (a, into) => addSingle(context, a, into),
    allFinite: (a) => allFinite(context, a),
    gram: (a, side, into) => gram(native, a, side, into),
    cholesky: (a, into) => cholesky(native, a, into),
    choleskySolve: (lower, b, into) => solve(native, 'choleskySolve', { lower, b, into }, [PLAIN, TRANSPOSED]),
    solveLower: (lower, b, into) => solve(native, 'solveLower', { lower, b, into }, [PLAIN]),
    symmetricEigen: (a) => symmetricEigen(native, a),
  };
}
