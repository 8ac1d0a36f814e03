/** Cholesky, triangular solves and the symmetric eigenproblem on the `wasm` backend, on copies in its memory. */
import type { SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { assertFinite, createMatrix, type Matrix } from '../matrix.ts';
import { checkPivots, checkSolve, checkSquare } from '../shapes.ts';
import type { WasmContext } from './wasmContext.ts';
import { wholeOf } from './wasmOperands.ts';

/** Columns of the panel that the Cholesky kernel transposes, and its other scratch (see assembly/cholesky.ts). */
const PANEL = 48;
const PANEL_EXTRA = PANEL * PANEL;
/** Right sides that are solved at a time, in doubles. */
const STRIP = 2 ** 22;

const roundUp = (count: number, to: number): number => Math.ceil(count / to) * to;

/** The kernel's test is fast; the slow one then names the first position. */
function checkFinite({ kernels }: WasmContext, address: number, count: number, matrix: Matrix, what: string): void {
  if (!kernels.allFinite(address, count)) assertFinite(matrix, what);
}

export function cholesky(context: WasmContext, a: Matrix): Matrix {
  const { kernels } = context;
  const { operands } = context.double;
  checkSquare('cholesky', a);
  const n = a.rows;
  const [factor, scratch] = operands.scratch(n * n, PANEL * roundUp(n, 4) + PANEL_EXTRA);
  operands.copyIn(a, wholeOf(a), factor, n);
  checkFinite(context, factor, n * n, a, 'cholesky');
  const failed = kernels.cholesky(n, factor, scratch);
  if (failed > 0) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${n} x ${n} matrix is not positive definite (pivot ${failed} of ${n} is not positive); ` +
        'add to its diagonal, or use its eigenvalues',
    );
  }
  const result = createMatrix(n, n);
  operands.copyOut(factor, n, result, wholeOf(result));
  return result;
}

type Solver = (n: number, lower: number, strideL: number, b: number, strideB: number, columns: number) => void;

/** Runs the kernel over strips of right sides: memory stays bounded, and bits do not depend on the strips. */
function solve(context: WasmContext, operation: string, lower: Matrix, b: Matrix, solver: Solver): Matrix {
  const { operands } = context.double;
  checkSolve(operation, lower, b);
  const n = lower.rows;
  const step = Math.max(4, Math.floor(STRIP / Math.max(n, 1) / 4) * 4);
  const widest = roundUp(Math.min(step, b.columns), 4);
  const [l, x] = operands.scratch(n * n, n * widest);
  operands.copyIn(lower, wholeOf(lower), l, n);
  checkFinite(context, l, n * n, lower, `${operation}: L`);
  checkPivots(operation, lower);
  const result = createMatrix(n, b.columns);
  for (let column = 0; column < b.columns; column += step) {
    const block = { row: 0, rows: n, column, columns: Math.min(step, b.columns - column) };
    const stride = roundUp(block.columns, 4);
    operands.copyIn(b, block, x, stride);
    checkFinite(context, x, n * stride, b, `${operation}: B`);
    solver(n, l, n, x, stride, block.columns);
    operands.copyOut(x, stride, result, block);
  }
  return result;
}

export function solveLower(context: WasmContext, lower: Matrix, b: Matrix): Matrix {
  const { kernels } = context;
  return solve(context, 'solveLower', lower, b, (...system) => kernels.solveLower(...system));
}

export function choleskySolve(context: WasmContext, lower: Matrix, b: Matrix): Matrix {
  const { kernels } = context;
  return solve(context, 'choleskySolve', lower, b, (...system) => {
    kernels.solveLower(...system);
    kernels.solveLowerTransposed(...system);
  });
}

export function symmetricEigen(context: WasmContext, a: Matrix): SymmetricEigen {
  const { heap, kernels } = context;
  const { operands } = context.double;
  checkSquare('symmetricEigen', a);
  const n = a.rows;
  const [vectors, values, scratch] = operands.scratch(n * n, n, kernels.eigenScratch(n));
  operands.copyIn(a, wholeOf(a), vectors, n);
  checkFinite(context, vectors, n * n, a, 'symmetricEigen');
  const failed = kernels.symmetricEigen(n, vectors, values, scratch);
  if (failed > 0) {
    throw new NumericsError(
      'NUM_NO_CONVERGENCE',
      `symmetricEigen: value ${failed} of ${n} did not converge; scale the matrix, or use another backend`,
    );
  }
  const result = { values: heap.doubles().slice(values / 8, values / 8 + n), vectors: createMatrix(n, n) };
  operands.copyOut(vectors, n, result.vectors, wholeOf(result.vectors));
  return result;
}
