/**
 * X <- X + T (X - mean): parameters in blocks. A block is copied once to memory that the backend reaches without a copy,
 * centred and updated there, and written back; so `updated` may be the memory of `parameters`.
 */
import type { Backend, Matrix } from '@enkit/numerics';
import { blockRange, loadColumns, roundUp, storeColumns } from './blocks.ts';
import { openDoubleIncrease } from './doubleIncrease.ts';
import { openSingleIncrease } from './singleIncrease.ts';

/** A factor of T: a matrix, its transpose, or C^-1 given by the lower factor of C. */
export interface AnalysisFactor {
  readonly kind: 'matrix' | 'transpose' | 'solve';
  readonly matrix: Matrix;
}

/** single: the increments T (X - mean) in float32, about twice as fast; the system and X itself are float64 all the same. */
export type UpdatePrecision = 'double' | 'single';
export const UPDATE_PRECISIONS: readonly UpdatePrecision[] = ['double', 'single'];

export interface UpdateWork {
  readonly kind: 'update';
  /** T as the product of these, from the left; the first is a matrix. */
  readonly factors: readonly AnalysisFactor[];
  readonly precision: UpdatePrecision;
  readonly parameters: Matrix;
  readonly updated: Matrix;
  /** Written, one value a block: 1 if a value of it is not finite, else 0. */
  readonly flaws: Float64Array;
  /** Of single precision, one value a block: the largest error of the increments that were checked, as a share of the largest; else 0. */
  readonly roundingErrors: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

/**
 * Adds T A to X, for A = X less a row; returns the rounding error if it is asked for and there is one. T annihilates what is
 * the same for all members, so any row of the size of the mean serves: the first member needs no pass over the block.
 */
export type Increase = (X: Matrix, row: Float64Array, isChecked: boolean) => number | void;

/** Of so many blocks one tells its rounding error, the first among them: it takes a share of the arithmetic twice. */
const BLOCKS_A_CHECK = 32;

/** A block of 8 MiB is wide enough for the kernels. */
const BLOCK_DOUBLES = 2 ** 20;
const LEAST_COLUMNS = 64;
const MOST_COLUMNS = 384;
/** Eight blocks or more, but of few parameters half as many: narrow ones take the kernels longer. */
const BLOCKS = 8;
const NARROW = 128;

/** Parameters in a block, whatever the number of threads. */
export function updateWidth(members: number, parameters: number): number {
  const byMemory = Math.min(MOST_COLUMNS, Math.floor(BLOCK_DOUBLES / members));
  const byCount = Math.max(Math.ceil(parameters / BLOCKS), Math.min(NARROW, Math.ceil((2 * parameters) / BLOCKS)));
  return roundUp(Math.max(LEAST_COLUMNS, Math.min(byMemory, byCount)));
}

export function openUpdate(work: UpdateWork, backend: Backend) {
  const open = work.precision === 'single' ? openSingleIncrease : openDoubleIncrease;
  const increase = open(work.factors, backend);
  /** Solves refuse what is not finite; products carry it on, to be found at the end. */
  const refuses = work.factors.some(({ kind }) => kind === 'solve');
  const raise = (X: Matrix, block: number): void => {
    const isChecked = block % BLOCKS_A_CHECK === 0;
    work.roundingErrors[block] = increase(X, X.data.slice(0, X.columns), isChecked) ?? 0;
  };
  return (block: number): void => {
    const range = blockRange(block, work.width, work.parameters.columns);
    const load = (): Matrix => loadColumns(work.parameters, range, 'analysis.block', backend);
    let X = load();
    let isSound = !refuses || backend.allFinite(X);
    if (isSound) raise(X, block);
    isSound &&= backend.allFinite(X);
    work.flaws[block] = isSound ? 0 : 1;
    if (!isSound) {
      X = load();
      raiseAround(X, (sound) => raise(sound, block));
    }
    storeColumns(X, work.updated, range.from);
  };
}

/** Columns that are not finite are left out, and are NaN at the end. */
function raiseAround(X: Matrix, raise: (X: Matrix) => void): void {
  const spoilt = columnsNotFinite(X);
  fillColumns(X, spoilt, 0);
  raise(X);
  fillColumns(X, spoilt, NaN);
}

function columnsNotFinite({ columns, data }: Matrix): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(data[at])) found.add(at % columns);
  return found;
}

function fillColumns({ columns, data }: Matrix, which: ReadonlySet<number>, value: number): void {
  for (let at = 0; at < data.length; at++) if (which.has(at % columns)) data[at] = value;
}
