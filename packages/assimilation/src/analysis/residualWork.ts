/**
 * The works that turn predicted data Y (Ne x Nd) into what the analysis computes with, f = 1 / sqrt(Ne - 1):
 *   S = f (Y - ybar) R^-1/2            scaled anomalies, stored as their transpose (Nd x Ne) in data space
 *   dbar = (d - ybar) R^-1/2           innovation of the mean, 1 x Nd
 *   D = f (dbar + sqrt(alpha) z) - S   Ne x Nd, the scaled perturbed innovations f ((d - Y) R^-1/2 + sqrt(alpha) z)
 */
import { transpose, type Backend, type Matrix } from '@enkit/numerics';
import { centreColumns, drawRow } from '../perturbations.ts';
import { blockRange, loadColumns, rowsOf, storeColumns, storeTransposed, type Range } from './blocks.ts';

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

/** S and dbar, without a full R's whitening: observations in blocks. */
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
  /** Sums of squares, Nd. */
  readonly squares: Float64Array;
  readonly width: number;
  readonly blocks: number;
}

export function openAnomalies(work: AnomalyWork) {
  return (block: number): void => {
    const range = blockRange(block, work.width, work.predicted.columns);
    const means = columnMeans(work.predicted, range);
    for (let k = range.from; k < range.to; k++)
      work.innovation.data[k] = (work.values[k] - means[k - range.from]) / work.deviations[k];
    scaleColumns(work, range, means);
  };
}

/** Mean over members of the columns of a range. */
function columnMeans({ rows, columns, data }: Matrix, { from, to }: Range): Float64Array {
  const means = new Float64Array(to - from);
  for (let j = 0; j < rows; j++) {
    const start = j * columns + from;
    for (let k = 0; k < means.length; k++) means[k] += data[start + k];
  }
  for (let k = 0; k < means.length; k++) means[k] /= rows;
  return means;
}

/** The columns of S in a range, and their sums of squares. Row by row: a column at a time would miss the cache. */
function scaleColumns(work: AnomalyWork, { from, to }: Range, means: Float64Array): void {
  const { predicted, deviations, anomalies, transposed, squares } = work;
  const { rows, columns, data } = predicted;
  const factor = 1 / Math.sqrt(rows - 1);
  const [rowStride, columnStride] = transposed ? [1, rows] : [columns, 1];
  squares.fill(0, from, to);
  for (let j = 0; j < rows; j++) {
    let at = j * rowStride + from * columnStride;
    for (let k = from; k < to; k++, at += columnStride) {
      const value = ((data[j * columns + k] - means[k - from]) * factor) / deviations[k];
      anomalies.data[at] = value;
      squares[k] += value * value;
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
  return (block: number): void => {
    const range = blockRange(block, width, transposed ? matrix.columns : matrix.rows);
    const sides = transposed ? loadColumns(matrix, range, 'analysis.sides', backend) : transpose(rowsOf(matrix, range));
    const whitened = backend.solveLower(factor, sides);
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

/** D: observations in blocks. */
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
  /** D; may be the memory of z. */
  readonly into: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openInnovations(work: InnovationWork) {
  return (block: number): void => {
    const range = blockRange(block, work.width, work.z.columns);
    if (work.drawn) centreColumns(work.z, range);
    perturb(work, range);
  };
}

function perturb({ z, anomalies, transposed, innovation, alpha, into }: InnovationWork, { from, to }: Range): void {
  const { rows, columns } = z;
  const factor = 1 / Math.sqrt(rows - 1);
  const deviation = Math.sqrt(alpha);
  const [rowStride, columnStride] = transposed ? [1, rows] : [columns, 1];
  for (let j = 0; j < rows; j++) {
    let at = j * rowStride + from * columnStride;
    for (let k = from, i = j * columns + from; k < to; k++, i++, at += columnStride)
      into.data[i] = (innovation.data[k] + deviation * z.data[i]) * factor - anomalies.data[at];
  }
}
