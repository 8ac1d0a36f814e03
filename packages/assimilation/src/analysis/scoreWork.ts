/** The works that score an ensemble: what grows with Ne Nd or Ne Nm, so that a coordinator's thread need not do it. */
import { createSharedMatrix, type AnyMatrix, type Backend, type Matrix } from '@enkit/numerics';
import { centralInterval, scoreOfSorted } from '../diagnostics.ts';
import { writeMisfits } from '../misfit.ts';
import type { Observations } from '../observations.ts';
import { blockCount, blockRange, MEMBERS_A_BLOCK, rowsOf, type Range } from './blocks.ts';

/** Mean and standard deviation (n - 1) over members, one value a column: columns in blocks. */
export interface MomentsWork {
  readonly kind: 'moments';
  readonly ensemble: AnyMatrix;
  /** Written, one value a column. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

/** Columns in a block of a wide ensemble: no more, so that several threads find some. */
const WIDE = 128;

export function planMoments(ensemble: AnyMatrix): MomentsWork {
  const vector = (): Float64Array => createSharedMatrix(1, ensemble.columns).data;
  const blocks = blockCount(ensemble.columns, WIDE);
  return { kind: 'moments', ensemble, mean: vector(), deviation: vector(), width: WIDE, blocks };
}

export function openMoments({ ensemble, mean, deviation, width }: MomentsWork) {
  return (block: number): void => {
    writeMoments(ensemble, blockRange(block, width, ensemble.columns), mean, deviation);
  };
}

/** Of columns [from, to), whose places are zero before. */
function writeMoments(ensemble: AnyMatrix, range: Range, mean: Float64Array, deviation: Float64Array): void {
  const { rows } = ensemble;
  addValues(ensemble, range, mean);
  for (let k = range.from; k < range.to; k++) mean[k] /= rows;
  addSquares(ensemble, range, mean, deviation);
  for (let k = range.from; k < range.to; k++) deviation[k] = Math.sqrt(deviation[k] / Math.max(1, rows - 1));
}

/** Rows that are added at once, one after the other: a sum goes to memory and back once for all of them. */
const ROWS = 4;

/** into[k] += each value of column k, from the first row to the last. */
function addValues({ rows, columns, data }: AnyMatrix, { from, to }: Range, into: Float64Array): void {
  const whole = rows - (rows % ROWS);
  for (let j = 0; j < whole; j += ROWS)
    for (let k = from, at = j * columns + from; k < to; k++, at++)
      into[k] = into[k] + data[at] + data[at + columns] + data[at + 2 * columns] + data[at + 3 * columns];
  for (let j = whole; j < rows; j++) for (let k = from; k < to; k++) into[k] += data[j * columns + k];
}

/** into[k] += each square of column k's distance from its centre. */
function addSquares(
  { rows, columns, data }: AnyMatrix,
  { from, to }: Range,
  centre: Float64Array,
  into: Float64Array,
): void {
  const whole = rows - (rows % ROWS);
  for (let j = 0; j < whole; j += ROWS)
    for (let k = from, at = j * columns + from; k < to; k++, at++) {
      const middle = centre[k];
      const a = data[at] - middle;
      const b = data[at + columns] - middle;
      const c = data[at + 2 * columns] - middle;
      const d = data[at + 3 * columns] - middle;
      into[k] = into[k] + a * a + b * b + c * c + d * d;
    }
  for (let j = whole; j < rows; j++)
    for (let k = from; k < to; k++) into[k] += (data[j * columns + k] - centre[k]) ** 2;
}

/** Of each prediction: mean and standard deviation over members, its central interval, and whether that holds the target. */
export interface ScoreWork {
  readonly kind: 'scores';
  /** Y, Ne x Nd. */
  readonly predicted: Matrix;
  /** Nd, in the units of Y. */
  readonly targets: Float64Array;
  readonly probability: number;
  /** Standard deviations of the observation noise in the units of Y, Nd. */
  readonly noise: Float64Array;
  /** Written, Nd. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Ends of the interval, the noise included. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  readonly covered: Uint8Array;
  /** Written, Nd, if asked for: it takes sorting. */
  readonly crps?: Float64Array | undefined;
  readonly width: number;
  readonly blocks: number;
}

/** Predictions in a block: one cache line of a row. */
const NARROW = 8;

/** @param ranked whether the continuous ranked probability score is asked for */
export function planScores(
  input: Pick<ScoreWork, 'predicted' | 'targets' | 'probability' | 'noise'>,
  ranked = false,
): ScoreWork {
  const { columns } = input.predicted;
  const vector = (): Float64Array => createSharedMatrix(1, columns).data;
  return {
    kind: 'scores',
    ...input,
    mean: vector(),
    deviation: vector(),
    low: vector(),
    high: vector(),
    covered: new Uint8Array(new SharedArrayBuffer(columns)),
    ...(ranked && { crps: vector() }),
    width: NARROW,
    blocks: blockCount(columns, NARROW),
  };
}

export function openScores(work: ScoreWork) {
  const { predicted, width, mean, deviation } = work;
  const { rows, columns } = predicted;
  const members = new Float64Array(width * rows);
  return (block: number): void => {
    const range = blockRange(block, width, columns);
    writeMoments(predicted, range, mean, deviation);
    gatherColumns(predicted, range, members);
    for (let k = range.from, at = 0; k < range.to; k++, at += rows)
      scoreColumn(work, k, members.subarray(at, at + rows));
  };
}

/** The columns one after the other. */
function gatherColumns({ rows, columns, data }: Matrix, { from, to }: Range, into: Float64Array): void {
  for (let j = 0; j < rows; j++) for (let k = from, at = j; k < to; k++, at += rows) into[at] = data[j * columns + k];
}

function scoreColumn(work: ScoreWork, k: number, members: Float64Array): void {
  const target = work.targets[k];
  const [low, high] = centralInterval(members, work.probability, work.noise[k]);
  work.low[k] = low;
  work.high[k] = high;
  work.covered[k] = target >= low && target <= high ? 1 : 0;
  if (work.crps) work.crps[k] = scoreOfSorted(members.sort(), target);
}

/** Phi_j of misfit.ts: members in blocks. */
export interface MisfitWork {
  readonly kind: 'misfits';
  readonly predicted: Matrix;
  readonly observations: Observations;
  /** Written, Ne. */
  readonly misfits: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

export function planMisfits(predicted: Matrix, observations: Observations): MisfitWork {
  const misfits = createSharedMatrix(1, predicted.rows).data;
  const blocks = blockCount(predicted.rows, MEMBERS_A_BLOCK);
  return { kind: 'misfits', predicted, observations, misfits, width: MEMBERS_A_BLOCK, blocks };
}

export function openMisfits({ predicted, observations, misfits, width }: MisfitWork, backend: Backend) {
  return (block: number): void => {
    const range = blockRange(block, width, predicted.rows);
    writeMisfits(rowsOf(predicted, range), observations, backend, misfits.subarray(range.from, range.to));
  };
}
