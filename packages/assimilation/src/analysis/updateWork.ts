/**
 * X <- X + T (X - mean): parameters in blocks. A block is copied once to memory that the backend reaches without a copy,
 * centred and updated there, and written back; so `updated` may be the memory of `parameters`.
 */
import type { Backend, Matrix } from '@enkit/numerics';
import { blockRange, createColumnSums, loadColumns, resident, roundUp, storeColumns } from './blocks.ts';

/** A factor of T: a matrix, its transpose, or C^-1 given by the lower factor of C. */
export interface AnalysisFactor {
  readonly kind: 'matrix' | 'transpose' | 'solve';
  readonly matrix: Matrix;
}

export interface UpdateWork {
  readonly kind: 'update';
  /** T as the product of these, from the left; the first is a matrix. */
  readonly factors: readonly AnalysisFactor[];
  readonly parameters: Matrix;
  readonly updated: Matrix;
  /** [1] once a value that is not finite was written. */
  readonly flaw: Uint8Array;
  readonly width: number;
  readonly blocks: number;
}

/** A block of 8 MiB is wide enough for the kernels; a network of a few hundred weights still makes eight. */
const BLOCK_DOUBLES = 2 ** 20;
const LEAST_COLUMNS = 64;
const MOST_COLUMNS = 1024;
const BLOCKS = 8;

/** Parameters in a block, whatever the number of threads. */
export function updateWidth(members: number, parameters: number): number {
  const byMemory = Math.min(MOST_COLUMNS, Math.floor(BLOCK_DOUBLES / members));
  return roundUp(Math.max(LEAST_COLUMNS, Math.min(byMemory, Math.ceil(parameters / BLOCKS))));
}

export function openUpdate(work: UpdateWork, backend: Backend) {
  const factors = work.factors.map(({ kind, matrix }, i) => ({
    kind,
    matrix: resident(matrix, `analysis.factor.${i}`, backend),
  }));
  const { rows, columns } = work.parameters;
  const sums = createColumnSums(rows, backend);
  return (block: number): void => {
    const range = blockRange(block, work.width, columns);
    const X = loadColumns(work.parameters, range, 'analysis.block', backend);
    const mean = sums(X, 'analysis.mean');
    for (let k = 0; k < mean.columns; k++) mean.data[k] /= rows;
    increase(X, factors, centre(X, mean, backend), backend);
    spoil(X, mean.data);
    storeColumns(X, work.updated, range.from);
    if (!sums(X, 'analysis.check').data.every(Number.isFinite)) work.flaw[0] = 1;
  };
}

/** The anomalies; zero in a column that is not finite, as solves refuse it. */
function centre(X: Matrix, mean: Matrix, backend: Backend): Matrix {
  const centred = backend.workspace('analysis.centred', X.rows, X.columns);
  const minusOne = backend.workspace('analysis.minusOne', X.rows, 1);
  minusOne.data.fill(-1);
  centred.data.set(X.data);
  backend.multiply(minusOne, mean, { into: centred, accumulate: true });
  if (mean.data.every(Number.isFinite)) return centred;
  fillColumns(centred, mean.data, 0);
  return centred;
}

/** X + T A. */
function increase(X: Matrix, factors: readonly AnalysisFactor[], anomalies: Matrix, backend: Backend): void {
  let projected = anomalies;
  for (let i = factors.length - 1; i > 0; i--)
    projected = apply(factors[i], projected, `analysis.projected.${i}`, backend);
  backend.multiply(factors[0].matrix, projected, { into: X, accumulate: true });
}

function apply({ kind, matrix }: AnalysisFactor, block: Matrix, key: string, backend: Backend): Matrix {
  if (kind === 'solve') return backend.choleskySolve(matrix, block);
  const transposeA = kind === 'transpose';
  const into = backend.workspace(key, transposeA ? matrix.columns : matrix.rows, block.columns);
  return backend.multiply(matrix, block, { transposeA, into });
}

/** A column that was not finite is NaN, so that it cannot be overlooked. */
function spoil(X: Matrix, mean: Float64Array): void {
  if (!mean.every(Number.isFinite)) fillColumns(X, mean, NaN);
}

/** Fills the columns whose mean is not finite. */
function fillColumns({ columns, data }: Matrix, mean: Float64Array, value: number): void {
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(mean[at % columns])) data[at] = value;
}
