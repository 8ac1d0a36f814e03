/**
 * The works of updates that need eigenvectors: the ensemble transform, and every update of an ill-conditioned step. With M
 * as in systemWork.ts (n x m), M M^T = V L V^T, T is left (Ne x r) times right (r x Ne):
 *   data space      left = V-coordinates of S, each scaled, plus a row w;   right = V^T M
 *   ensemble space  left = V, each column scaled, plus a row w;             right = V^T
 * Scales and w are those of the header of analysis.ts.
 */
import { createMatrix, rowOf, transpose, type Backend, type Matrix } from '@enkit/numerics';
import { resolvedSpectrum } from '../spectrum.ts';
import { blockRange, loadColumns, resident, rowsOf, storeColumns } from './blocks.ts';

/** f(l) = ((1 + l / alpha)^-1/2 - 1) / l without the cancellation. */
function shrinkage(eigenvalue: number, alpha: number): number {
  const q = Math.sqrt(1 + eigenvalue / alpha);
  return -1 / (alpha * q * (q + 1));
}

/** V, scales and w of the ensemble transform from M M^T. One block. */
export interface EigenWork {
  readonly kind: 'eigen';
  /** M M^T; becomes V. */
  readonly system: Matrix;
  /** M. */
  readonly factors: Matrix;
  readonly inDataSpace: boolean;
  /** dbar, 1 x Nd. */
  readonly innovation: Matrix;
  readonly alpha: number;
  /** Written, n. */
  readonly scales: Float64Array;
  /** w, written, n. */
  readonly shift: Float64Array;
  readonly blocks: 1;
}

export function openEigen(work: EigenWork, backend: Backend) {
  return (): void => {
    const { system, factors, inDataSpace, innovation, alpha, scales, shift } = work;
    const { values, vectors } = backend.symmetricEigen(system);
    system.data.set(vectors.data);
    const seen = inDataSpace ? innovation : backend.multiply(innovation, factors, { transposeB: true });
    const w = backend.multiply(seen, vectors).data;
    const members = inDataSpace ? factors.columns : factors.rows;
    values.forEach((value, k) => {
      const l = Math.max(0, value);
      shift[k] = w[k] / (Math.sqrt(members - 1) * (l + alpha));
      scales[k] = (inDataSpace ? 1 : l) * shrinkage(l, alpha);
    });
  };
}

/** left and right of the ensemble transform: members in blocks. */
export interface RootWork {
  readonly kind: 'root';
  readonly vectors: Matrix;
  readonly factors: Matrix;
  readonly inDataSpace: boolean;
  readonly scales: Float64Array;
  readonly shift: Float64Array;
  /** Ne x n. */
  readonly left: Matrix;
  /** n x Ne. */
  readonly right: Matrix;
  readonly width: number;
  readonly blocks: number;
}

export function openRoot(
  { vectors, factors, inDataSpace, scales, shift, left, right, width }: RootWork,
  backend: Backend,
) {
  const V = resident(vectors, 'analysis.vectors', backend);
  return (block: number): void => {
    const range = blockRange(block, width, left.rows);
    const projected = inDataSpace
      ? project(V, loadColumns(factors, range, 'analysis.sides', backend), backend)
      : transpose(rowsOf(vectors, range));
    storeColumns(projected, right, range.from);
    writeLeft(projected, scales, shift, rowsOf(left, range));
  };
}

function project(V: Matrix, sides: Matrix, backend: Backend): Matrix {
  const into = backend.workspace('analysis.product', V.columns, sides.columns);
  return backend.multiply(V, sides, { transposeA: true, into });
}

/** Row j of left: column j of `projected` (r x n), scaled, plus w. */
function writeLeft(projected: Matrix, scales: Float64Array, shift: Float64Array, left: Matrix): void {
  for (let k = 0; k < projected.rows; k++) {
    for (let j = 0; j < left.rows; j++)
      left.data[j * left.columns + k] = projected.data[k * projected.columns + j] * scales[k] + shift[k];
  }
}

/** left and right in the eigenbasis of spectrum.ts, in which what is below the rounding of S is left out. One block. */
export interface ResolveWork {
  readonly kind: 'resolve';
  /** M. */
  readonly factors: Matrix;
  readonly inDataSpace: boolean;
  readonly alpha: number;
  /** D of the stochastic update. */
  readonly innovations?: Matrix | undefined;
  /** dbar of the transform, 1 x Nd. */
  readonly innovation: Matrix;
  /** Ne r of Ne n values are written. */
  readonly left: Matrix;
  /** r of n rows are written. */
  readonly right: Matrix;
  /** [r], written. */
  readonly rank: Float64Array;
  readonly blocks: 1;
}

export function openResolve(work: ResolveWork, backend: Backend) {
  return (): void => {
    const { values, vectors, projected } = resolvedSpectrum(work.factors, backend);
    const right = work.inDataSpace ? projected : transpose(vectors);
    const left = createMatrix(work.left.rows, right.rows, work.left.data.subarray(0, work.left.rows * right.rows));
    work.rank[0] = right.rows;
    rowsOf(work.right, { from: 0, to: right.rows }).data.set(right.data);
    const coordinates = (rows: Matrix): Matrix =>
      work.inDataSpace ? backend.multiply(rows, vectors) : backend.multiply(rows, projected, { transposeB: true });
    if (work.innovations) left.data.set(gains(coordinates(work.innovations), values, work.alpha).data);
    else writeRoot(work, values, right, coordinates(work.innovation).data, left);
  };
}

/** Columns divided by L + alpha. */
function gains(rows: Matrix, values: Float64Array, alpha: number): Matrix {
  for (let j = 0; j < rows.rows; j++) {
    const row = rowOf(rows, j);
    for (let k = 0; k < row.length; k++) row[k] /= values[k] + alpha;
  }
  return rows;
}

function writeRoot(
  { inDataSpace, alpha }: ResolveWork,
  values: Float64Array,
  right: Matrix,
  w: Float64Array,
  left: Matrix,
): void {
  const shift = values.map((l, k) => w[k] / (Math.sqrt(left.rows - 1) * (l + alpha)));
  const scales = values.map((l) => (inDataSpace ? 1 : l) * shrinkage(l, alpha));
  writeLeft(right, scales, shift, left);
}
