/** Cholesky, triangular solves and the symmetric eigenproblem on the `wasm` backend, on copies in its memory. */
import type { SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { assertFinite, createMatrix, type Matrix } from '../matrix.ts';
import { checkPivots, checkSolve, checkSquare } from '../shapes.ts';
import type { WasmContext } from './wasmContext.ts';
import { type Placed, wholeOf } from './wasmOperands.ts';

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

/** The values of `matrix` at `target`, where its operation goes on in place. */
function copyTo({ heap, double: { operands } }: WasmContext, target: Placed, matrix: Matrix): void {
  if (heap.addressOf(matrix.data) !== target.address)
    operands.copyIn(matrix, wholeOf(matrix), target.address, matrix.columns);
}

export function cholesky(context: WasmContext, a: Matrix, into?: Matrix): Matrix {
  const { kernels } = context;
  const { operands } = context.double;
  checkSquare('cholesky', a, into);
  const n = a.rows;
  const result = into ?? createMatrix(n, n);
  const [factor, scratch] = operands.scratch(operands.needed(result, n * n), PANEL * roundUp(n, 4) + PANEL_EXTRA);
  const target = operands.target(result, wholeOf(result), factor, false);
  copyTo(context, target, a);
  checkFinite(context, target.address, n * n, a, 'cholesky');
  const failed = kernels.cholesky(n, target.address, scratch);
  if (failed > 0) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${n} x ${n} matrix is not positive definite (pivot ${failed} of ${n} is not positive); ` +
        'add to its diagonal, or use its eigenvalues',
    );
  }
  operands.finish(target, result, wholeOf(result));
  return result;
}

type Solver = (n: number, lower: number, strideL: number, b: number, strideB: number, columns: number) => void;

interface System {
  readonly operation: string;
  readonly lower: Matrix;
  readonly b: Matrix;
  readonly into: Matrix | undefined;
}

/** The kernel reads whole vectors of four right sides: they must lie in its memory, and fill the rows. */
function solvesInPlace({ heap }: WasmContext, into: Matrix | undefined): into is Matrix {
  return into !== undefined && into.columns % 4 === 0 && heap.addressOf(into.data) !== undefined;
}

function solveWhole(context: WasmContext, { operation, lower, b }: System, l: Placed, x: Matrix, solver: Solver): void {
  const target = context.double.operands.place(x, wholeOf(x), 0);
  copyTo(context, target, b);
  checkFinite(context, target.address, b.data.length, b, `${operation}: B`);
  solver(lower.rows, l.address, l.stride, target.address, b.columns, b.columns);
}

/** Runs the kernel over strips of right sides: memory stays bounded, and bits do not depend on the strips. */
function solveStrips(
  context: WasmContext,
  { operation, lower, b }: System,
  l: Placed,
  x: number,
  result: Matrix,
  solver: Solver,
): void {
  const { operands } = context.double;
  const n = lower.rows;
  const step = stripColumns(n);
  for (let column = 0; column < b.columns; column += step) {
    const block = { row: 0, rows: n, column, columns: Math.min(step, b.columns - column) };
    const stride = roundUp(block.columns, 4);
    operands.copyIn(b, block, x, stride);
    checkFinite(context, x, n * stride, b, `${operation}: B`);
    solver(n, l.address, l.stride, x, stride, block.columns);
    operands.copyOut(x, stride, result, block);
  }
}

const stripColumns = (n: number): number => Math.max(4, Math.floor(STRIP / Math.max(n, 1) / 4) * 4);

function solve(context: WasmContext, system: System, solver: Solver): Matrix {
  const { operands } = context.double;
  const { operation, lower, b, into } = system;
  checkSolve(operation, lower, b, into);
  const n = lower.rows;
  const inPlace = solvesInPlace(context, into);
  const widest = inPlace ? 0 : roundUp(Math.min(stripColumns(n), b.columns), 4);
  const [lowerAt, x] = operands.scratch(operands.needed(lower, n * n), n * widest);
  const l = operands.place(lower, wholeOf(lower), lowerAt);
  checkFinite(context, l.address, n * n, lower, `${operation}: L`);
  checkPivots(operation, lower);
  const result = into ?? createMatrix(n, b.columns);
  if (inPlace) solveWhole(context, system, l, result, solver);
  else solveStrips(context, system, l, x, result, solver);
  return result;
}

export function solveLower(context: WasmContext, lower: Matrix, b: Matrix, into?: Matrix): Matrix {
  const { kernels } = context;
  return solve(context, { operation: 'solveLower', lower, b, into }, (...system) => kernels.solveLower(...system));
}

export function choleskySolve(context: WasmContext, lower: Matrix, b: Matrix, into?: Matrix): Matrix {
  const { kernels } = context;
  return solve(context, { operation: 'choleskySolve', lower, b, into }, (...system) => {
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
