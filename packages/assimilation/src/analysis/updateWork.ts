/**
 * X <- X + T (X - mean): parameters in blocks. A block is copied once to memory that the backend reaches without a copy,
 * centred and updated there, and written back; so `updated` may be the memory of `parameters`.
 */
import type { Backend, Matrix } from '@enkit/numerics';
import { blockRange, resident, roundUp, type Range } from './blocks.ts';

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
  return (block: number): void => {
    const range = blockRange(block, work.width, work.parameters.columns);
    const { rows } = work.parameters;
    const X = backend.workspace('analysis.block', rows, range.to - range.from);
    const centred = backend.workspace('analysis.centred', rows, range.to - range.from);
    const mean = load(work.parameters, range, X);
    centre(X, mean, centred);
    increase(X, factors, centred, backend);
    spoil(X, mean);
    if (!store(X, work.updated, range.from)) work.flaw[0] = 1;
  };
}

/** Copies the columns; their means over the members. */
function load({ rows, columns, data }: Matrix, { from, to }: Range, block: Matrix): Float64Array {
  const mean = new Float64Array(to - from);
  for (let j = 0, at = 0; j < rows; j++) {
    const start = j * columns + from;
    for (let k = 0; k < mean.length; k++, at++) {
      const value = data[start + k];
      block.data[at] = value;
      mean[k] += value;
    }
  }
  for (let k = 0; k < mean.length; k++) mean[k] /= rows;
  return mean;
}

/** The anomalies; zero in a column that is not finite, as solves refuse it. */
function centre({ rows, columns, data }: Matrix, mean: Float64Array, into: Matrix): void {
  const finite = mean.every(Number.isFinite);
  for (let j = 0, at = 0; j < rows; j++) for (let k = 0; k < columns; k++, at++) into.data[at] = data[at] - mean[k];
  if (finite) return;
  for (let at = 0; at < into.data.length; at++) if (!Number.isFinite(mean[at % columns])) into.data[at] = 0;
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
function spoil({ columns, data }: Matrix, mean: Float64Array): void {
  if (mean.every(Number.isFinite)) return;
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(mean[at % columns])) data[at] = NaN;
}

/** Writes the block to its columns; whether all of it is finite. */
function store(block: Matrix, { columns, data }: Matrix, from: number): boolean {
  let difference = 0;
  for (let j = 0, at = 0; j < block.rows; j++) {
    const start = j * columns + from;
    for (let k = 0; k < block.columns; k++, at++) {
      const value = block.data[at];
      data[start + k] = value;
      difference += value - value;
    }
  }
  return difference === 0;
}
