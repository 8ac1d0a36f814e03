/** The works that score an ensemble: what grows with Ne Nd or Ne Nm, so that a coordinator's thread need not do it. */
import { createSharedMatrix, type AnyMatrix, type Backend, type Matrix } from '@enkit/numerics';
import { centralInterval, scoreOfSorted } from '../diagnostics.ts';
import { writeMisfits } from '../misfit.ts';
import type { Observations } from '../observations.ts';
import { blockCount, blockRange, MEMBERS_A_BLOCK, rowsOf } from './blocks.ts';

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

/** Columns in a block of a wide ensemble. */
const WIDE = 512;

export function planMoments(ensemble: AnyMatrix): MomentsWork {
  const vector = (): Float64Array => createSharedMatrix(1, ensemble.columns).data;
  const blocks = blockCount(ensemble.columns, WIDE);
  return { kind: 'moments', ensemble, mean: vector(), deviation: vector(), width: WIDE, blocks };
}

export function openMoments({ ensemble, mean, deviation, width }: MomentsWork) {
  const { rows, columns, data } = ensemble;
  return (block: number): void => {
    const { from, to } = blockRange(block, width, columns);
    for (let j = 0; j < rows; j++) for (let k = from; k < to; k++) mean[k] += data[j * columns + k];
    for (let k = from; k < to; k++) mean[k] /= rows;
    for (let j = 0; j < rows; j++)
      for (let k = from; k < to; k++) deviation[k] += (data[j * columns + k] - mean[k]) ** 2;
    for (let k = from; k < to; k++) deviation[k] = Math.sqrt(deviation[k] / Math.max(1, rows - 1));
  };
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
  const { rows, columns, data } = work.predicted;
  const gathered = Array.from({ length: work.width }, () => new Float64Array(rows));
  return (block: number): void => {
    const { from, to } = blockRange(block, work.width, columns);
    for (let j = 0; j < rows; j++) for (let k = from; k < to; k++) gathered[k - from][j] = data[j * columns + k];
    for (let k = from; k < to; k++) scoreColumn(work, k, gathered[k - from]);
  };
}

function scoreColumn({ targets, probability, noise, ...written }: ScoreWork, k: number, members: Float64Array): void {
  let [sum, squares] = [0, 0];
  for (let j = 0; j < members.length; j++) sum += members[j];
  const mean = sum / members.length;
  for (let j = 0; j < members.length; j++) squares += (members[j] - mean) ** 2;
  written.mean[k] = mean;
  written.deviation[k] = Math.sqrt(squares / Math.max(1, members.length - 1));
  const [low, high] = centralInterval(members, probability, noise[k]);
  written.low[k] = low;
  written.high[k] = high;
  written.covered[k] = targets[k] >= low && targets[k] <= high ? 1 : 0;
  if (written.crps) written.crps[k] = scoreOfSorted(members.sort(), targets[k]);
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
