/**
 * X <- X + T (X - mean): parameters in blocks. A block is copied once to memory that the backend reaches without a copy,
 * centred and updated there, and written back; so `updated` may be the memory of `parameters`. A block of an ensemble
 * that is kept in float32 becomes float64 and is rounded at the end, unless the increments are float32 as well.
 */
import { isSingle, type AnyMatrix, type Backend, type Matrix, type Precision } from '@enkit/numerics';
import { blockRange, loadColumns, loadStored, roundLike, roundUp, storeColumns, type Range } from './blocks.ts';
import { doubleIncrease, residentFactors } from './doubleIncrease.ts';
import { type BeginCheck, openRoundingCheck } from './roundingCheck.ts';
import { singleIncrease } from './singleIncrease.ts';

/** A factor of T: a matrix, its transpose, or C^-1 given by the lower factor of C. */
export interface AnalysisFactor {
  readonly kind: 'matrix' | 'transpose' | 'solve';
  readonly matrix: Matrix;
}

export interface UpdateWork {
  readonly kind: 'update';
  /** T as the product of these, from the left; the first is a matrix. */
  readonly factors: readonly AnalysisFactor[];
  /** single: the increments T (X - mean) in float32, about twice as fast; the system is solved in float64 all the same. */
  readonly precision: Precision;
  readonly parameters: AnyMatrix;
  readonly updated: AnyMatrix;
  /** Written, one value a block: 1 if a value of it is not finite, else 0. */
  readonly flaws: Float64Array;
  /** One value a block, that of roundingCheck.ts for those that are checked; else 0. */
  readonly roundingErrors: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

/**
 * Adds T A to X, for A = X less a row. T annihilates what is the same for all members, so any row of the size of the mean
 * serves: the first member needs no pass over the block.
 */
export type Increase<X extends AnyMatrix> = (block: X, row: Float64Array) => void;

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

/** Whether numbers are rounded to float32 on the way. */
export function isRounded({ precision, updated }: UpdateWork): boolean {
  return precision === 'single' || isSingle(updated);
}

export function openUpdate(work: UpdateWork, backend: Backend): (block: number) => void {
  const factors = residentFactors(work.factors, backend);
  const exactly = doubleIncrease(factors, backend);
  const beginCheck = isRounded(work) ? openRoundingCheck(exactly, backend) : undefined;
  return work.precision === 'single'
    ? openBlocks(work, backend, beginCheck, loadStored, singleIncrease(factors, backend))
    : openBlocks(work, backend, beginCheck, loadColumns, exactly);
}

type Load<Block extends AnyMatrix> = (matrix: AnyMatrix, range: Range, key: string, backend: Backend) => Block;

function openBlocks<Block extends AnyMatrix>(
  work: UpdateWork,
  backend: Backend,
  beginCheck: BeginCheck | undefined,
  loadFrom: Load<Block>,
  increase: Increase<Block>,
) {
  /** Solves refuse what is not finite; products carry it on, to be found at the end. */
  const refuses = work.factors.some(({ kind }) => kind === 'solve');
  /** Updates a block and gives what is kept of it; notes the rounding error if the block is one of those checked. */
  const raise = (X: Block, block: number): AnyMatrix => {
    const row = Float64Array.from(X.data.subarray(0, X.columns));
    const endCheck = block % BLOCKS_A_CHECK === 0 ? beginCheck?.(X, row) : undefined;
    increase(X, row);
    const updated = roundLike(work.updated, X, backend);
    work.roundingErrors[block] = endCheck?.(updated) ?? 0;
    return updated;
  };
  return (block: number): void => {
    const range = blockRange(block, work.width, work.parameters.columns);
    const load = (): Block => loadFrom(work.parameters, range, 'analysis.block', backend);
    const X = load();
    let updated = !refuses || backend.allFinite(X) ? raise(X, block) : undefined;
    const isSound = updated !== undefined && backend.allFinite(updated);
    work.flaws[block] = isSound ? 0 : 1;
    if (!updated || !isSound) updated = raiseAround(load(), (sound) => raise(sound, block));
    storeColumns(updated, work.updated, range.from);
  };
}

/** Columns that are not finite are left out, and are NaN at the end. */
function raiseAround<Block extends AnyMatrix>(X: Block, raise: (X: Block) => AnyMatrix): AnyMatrix {
  const spoilt = columnsNotFinite(X);
  fillColumns(X, spoilt, 0);
  const updated = raise(X);
  fillColumns(updated, spoilt, NaN);
  return updated;
}

function columnsNotFinite({ columns, data }: AnyMatrix): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at < data.length; at++) if (!Number.isFinite(data[at])) found.add(at % columns);
  return found;
}

function fillColumns({ columns, data }: AnyMatrix, which: ReadonlySet<number>, value: number): void {
  for (let at = 0; at < data.length; at++) if (which.has(at % columns)) data[at] = value;
}
