/**
 * The works that turn predicted data Y (Ne x Nd) into what the analysis computes with, f = 1 / sqrt(Ne - 1):
 *   S = f (Y - ybar) R^-1/2            scaled anomalies, stored as their transpose (Nd x Ne) in data space
 *   dbar = (d - ybar) R^-1/2           innovation of the mean, 1 x Nd
 *   D = f (dbar + sqrt(alpha) z) - S   Ne x Nd, the scaled perturbed innovations f ((d - Y) R^-1/2 + sqrt(alpha) z)
 */
import { transpose, type Backend, type Matrix } from '@enkit/numerics';
import { drawRow, rescaling } from '../perturbations.ts';
import {
  blockRange,
  createColumnSums,
  loadColumns,
  resident,
  rowsOf,
  storeColumns,
  storeTransposed,
  type Range,
} from './blocks.ts';

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

export function openAnomalies(work: AnomalyWork, backend: Backend) {
  const { predicted, values, deviations, innovation, width } = work;
  const means = columnMeans(predicted, backend);
  const factor = 1 / Math.sqrt(predicted.rows - 1);
  const weights = deviations.map((deviation) => factor / deviation);
  return (block: number): void => {
    const { from, to } = blockRange(block, width, predicted.rows);
    if (from === 0) innovation.data.set(means.map((mean, k) => (values[k] - mean) / deviations[k]));
    work.squares.fill(0, from, to);
    for (let j = from; j < to; j += TILE) scaleRows(work, { from: j, to: Math.min(to, j + TILE) }, means, weights);
  };
}

/** Rows that are gone through together: with S transposed, what they write of an observation is one cache line. */
const TILE = 8;

function columnMeans(matrix: Matrix, backend: Backend): Float64Array {
  const sums = createColumnSums(matrix.rows, backend)(matrix, 'analysis.mean');
  return Float64Array.from(sums.data, (sum) => sum / matrix.rows);
}

/** A few rows of S, and their sums of squares. */
function scaleRows(work: AnomalyWork, { from, to }: Range, means: Float64Array, weights: Float64Array): void {
  const { data, rows, columns } = work.predicted;
  const into = work.anomalies.data;
  const { squares } = work;
  const [rowStride, columnStride] = work.transposed ? [1, rows] : [columns, 1];
  for (let k = 0; k < columns; k++) {
    const [mean, weight] = [means[k], weights[k]];
    for (let j = from; j < to; j++) {
      const value = (data[j * columns + k] - mean) * weight;
      into[j * rowStride + k * columnStride] = value;
      squares[j] += value * value;
    }
  }
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

/** D: members in blocks. */
export interface InnovationWork {
  readonly kind: 'innovations';
  /** z; centred over the members first if it was drawn. */
  readonly z: Matrix;
  readonly drawn: boolean;
  /** S, or its transpose. */
  readonly anomalies: Matrix;
  readonly transposed: boolean;
  /** dbar, 1 x Nd. */
  readonly innovation: Matrix;
  readonly alpha: number;
  /** D, not the memory of z: blocks need the means of all of it. */
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openInnovations(work: InnovationWork, backend: Backend) {
  const { z, drawn, width } = work;
  const means = drawn ? columnMeans(z, backend) : new Float64Array(z.columns);
  const rescale = drawn ? rescaling(z.rows) : 1;
  return (block: number): void => {
    const { from, to } = blockRange(block, width, z.rows);
    for (let j = from; j < to; j += TILE) perturbRows(work, { from: j, to: Math.min(to, j + TILE) }, means, rescale);
  };
}

function perturbRows(work: InnovationWork, { from, to }: Range, means: Float64Array, rescale: number): void {
  const { data, rows, columns } = work.z;
  const [into, anomalies] = [work.into.data, work.anomalies.data];
  const [rowStride, columnStride] = work.transposed ? [1, rows] : [columns, 1];
  const factor = 1 / Math.sqrt(rows - 1);
  const deviation = Math.sqrt(work.alpha);
  for (let k = 0; k < columns; k++) {
    const [mean, dbar] = [means[k], work.innovation.data[k]];
    for (let j = from; j < to; j++) {
      const perturbed = dbar + deviation * ((data[j * columns + k] - mean) * rescale);
      into[j * columns + k] = perturbed * factor - anomalies[j * rowStride + k * columnStride];
    }
  }
}
