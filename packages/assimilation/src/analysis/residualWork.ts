/**
 * The works that turn predicted data Y (Ne x Nd) into what the analysis computes with, f = 1 / sqrt(Ne - 1):
 *   S = f (Y - ybar) R^-1/2            scaled anomalies, stored as their transpose (Nd x Ne) in data space
 *   dbar = (d - ybar) R^-1/2           innovation of the mean, 1 x Nd
 *   D = f (dbar + sqrt(alpha) z) - S   Ne x Nd, the scaled perturbed innovations f ((d - Y) R^-1/2 + sqrt(alpha) z)
 */
import { transpose, type Backend, type Matrix } from '@enkit/numerics';
import { drawRow } from '../perturbations.ts';
import {
  blockCount,
  blockRange,
  createColumnSums,
  loadColumns,
  resident,
  rowsOf,
  storeColumns,
  storeTransposed,
  stripWidth,
} from './blocks.ts';
import type { WorkingMemory } from './workingMemory.ts';

/** z, Ne x Nd, not yet centred: rows in blocks. */
export interface DrawWork {
  readonly kind: 'draw';
  readonly z: Matrix;
  readonly seed: number;
  readonly step: number;
  /** Ids, Ne. */
  readonly members: Uint32Array;
  readonly width: number;
  readonly blocks: number;
}

export function openDraw({ z, seed, step, members, width }: DrawWork) {
  return (block: number): void => {
    const { from, to } = blockRange(block, width, z.rows);
    for (let j = from; j < to; j++) drawRow(z, j, seed, step, members[j]);
  };
}

/** S and dbar, without a full R's whitening: members in blocks. */
export interface AnomalyWork {
  readonly kind: 'anomalies';
  readonly predicted: Matrix;
  /** ybar, Nd. */
  readonly means: Float64Array;
  /** d. */
  readonly values: Float64Array;
  /** Standard deviations, Nd; ones for a full R. */
  readonly deviations: Float64Array;
  /** S, or its transpose. */
  readonly anomalies: Matrix;
  readonly transposed: boolean;
  /** dbar, 1 x Nd. */
  readonly innovation: Matrix;
  /** Sums of squares, Ne. */
  readonly squares: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

export function openAnomalies(work: AnomalyWork) {
  const { predicted, means, values, deviations, innovation, width } = work;
  const factor = 1 / Math.sqrt(predicted.rows - 1);
  const weights = deviations.map((deviation) => factor / deviation);
  return (block: number): void => {
    const { from, to } = blockRange(block, width, predicted.rows);
    if (from === 0) innovation.data.set(means.map((mean, k) => (values[k] - mean) / deviations[k]));
    for (let j = from; j < to; j++) work.squares[j] = scaleRow(work, j, weights);
  };
}

/** Row j of S; its sum of squares. */
function scaleRow(work: AnomalyWork, j: number, weights: Float64Array): number {
  const { means } = work;
  const { rows, columns, data } = work.predicted;
  const into = work.anomalies.data;
  const [start, stride] = work.transposed ? [j, rows] : [j * columns, 1];
  let squares = 0;
  for (let k = 0, from = j * columns, at = start; k < columns; k++, from++, at += stride) {
    const value = (data[from] - means[k]) * weights[k];
    into[at] = value;
    squares += value * value;
  }
  return squares;
}

/** L^-1 applied to each row of a matrix, in place, for a full R = L L^T: rows in blocks. */
export interface WhitenWork {
  readonly kind: 'whiten';
  /** n x Nd, or its transpose. */
  readonly matrix: Matrix;
  readonly transposed: boolean;
  /** L, Nd x Nd. */
  readonly factor: Matrix;
  /** Sums of squares of the rows, n. */
  readonly squares: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

export function openWhiten({ matrix, transposed, factor, squares, width }: WhitenWork, backend: Backend) {
  const L = resident(factor, 'analysis.lower', backend);
  return (block: number): void => {
    const range = blockRange(block, width, transposed ? matrix.columns : matrix.rows);
    const sides = transposed ? loadColumns(matrix, range, 'analysis.sides', backend) : transpose(rowsOf(matrix, range));
    const whitened = backend.solveLower(L, sides, sides);
    if (transposed) storeColumns(whitened, matrix, range.from);
    else storeTransposed(whitened, matrix, range.from);
    addSquares(whitened, squares, range.from);
  };
}

/** Sums of squares of the columns. */
function addSquares({ rows, columns, data }: Matrix, squares: Float64Array, from: number): void {
  squares.fill(0, from, from + columns);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) squares[from + k] += data[i * columns + k] ** 2;
}

/** Means over the members: columns in blocks. */
export interface MeansWork {
  readonly kind: 'means';
  readonly matrix: Matrix;
  /** Written, one value a column. */
  readonly means: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

export function meansWork(matrix: Matrix, memory: WorkingMemory): MeansWork {
  const width = stripWidth(matrix.columns);
  const means = memory(1, matrix.columns).data;
  return { kind: 'means', matrix, means, width, blocks: blockCount(matrix.columns, width) };
}

export function openMeans({ matrix, means, width }: MeansWork, backend: Backend) {
  const sumsOf = createColumnSums(matrix.rows, backend);
  return (block: number): void => {
    const range = blockRange(block, width, matrix.columns);
    const sums = sumsOf(loadColumns(matrix, range, 'analysis.block', backend), 'analysis.mean').data;
    for (let k = range.from; k < range.to; k++) means[k] = sums[k - range.from] / matrix.rows;
  };
}

/** D: members in blocks. */
export interface InnovationWork {
  readonly kind: 'innovations';
  readonly z: Matrix;
  /** What z is centred by and then multiplied with. */
  readonly means: Float64Array;
  readonly rescale: number;
  /** S, or its transpose. */
  readonly anomalies: Matrix;
  readonly transposed: boolean;
  /** dbar, 1 x Nd. */
  readonly innovation: Matrix;
  readonly alpha: number;
  /** D; may be the memory of z. */
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openInnovations(work: InnovationWork) {
  return (block: number): void => {
    const { from, to } = blockRange(block, work.width, work.z.rows);
    for (let j = from; j < to; j++) perturbRow(work, j);
  };
}

/** Row j of D. */
function perturbRow(work: InnovationWork, j: number): void {
  const { means, rescale } = work;
  const { rows, columns, data } = work.z;
  const [into, anomalies, dbar] = [work.into.data, work.anomalies.data, work.innovation.data];
  const [start, stride] = work.transposed ? [j, rows] : [j * columns, 1];
  const factor = 1 / Math.sqrt(rows - 1);
  const deviation = Math.sqrt(work.alpha);
  for (let k = 0, i = j * columns, at = start; k < columns; k++, i++, at += stride)
    into[i] = (dbar[k] + deviation * ((data[i] - means[k]) * rescale)) * factor - anomalies[at];
}
