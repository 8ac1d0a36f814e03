/**
 * Observations d (Nd) and the covariance R of their errors: one standard deviation, one per observation, or full.
 *
 * Everything downstream works with rows scaled by R^-1/2 (L^-1 for a full R = L L^T), so that the analysis sees R = I.
 */
import {
  assertFinite,
  createMatrix,
  createSharedMatrix,
  NumericsError,
  transpose,
  type Backend,
  type Matrix,
} from '@enkit/numerics';

export type ObservationError =
  | { readonly kind: 'scalar'; readonly sd: number }
  | { readonly kind: 'diagonal'; readonly sd: Float64Array }
  | { readonly kind: 'full'; readonly covariance: Matrix; readonly factor: Matrix };

export interface Observations {
  /** Nd, point-major: output k of point i is at i * outputs + k. */
  readonly values: Float64Array;
  readonly error: ObservationError;
}

/** One standard deviation for all observations. Throws NUM_NOT_POSITIVE_DEFINITE unless it is positive and finite. */
export function scalarError(sd: number): ObservationError {
  assertPositive(sd, 0);
  return { kind: 'scalar', sd };
}

/** One standard deviation per observation. Throws NUM_NOT_POSITIVE_DEFINITE naming the first that is not positive. */
export function diagonalError(sd: Float64Array): ObservationError {
  sd.forEach(assertPositive);
  return { kind: 'diagonal', sd };
}

/**
 * Full covariance R (Nd x Nd), factored here once; rounding asymmetry is averaged out.
 * Throws NUM_SHAPE, NUM_NONFINITE or NUM_NOT_POSITIVE_DEFINITE (not symmetric, or not positive definite).
 */
export function fullError(covariance: Matrix, backend: Backend): ObservationError {
  if (covariance.rows !== covariance.columns)
    throw new NumericsError('NUM_SHAPE', `observation error: expected a square covariance, got ${shapeOf(covariance)}`);
  assertFinite(covariance, 'observation-error covariance');
  const symmetric = symmetrized(covariance);
  // On shared memory: every thread of an analysis reads them.
  const factor = createSharedMatrix(symmetric.rows, symmetric.columns);
  factor.data.set(backend.cholesky(symmetric).data);
  return { kind: 'full', covariance: symmetric, factor };
}

/** Largest |R_ij - R_ji|, relative to the two deviations, that counts as rounding. */
const ASYMMETRY_TOLERANCE = 1e-10;

function symmetrized({ rows: n, data }: Matrix): Matrix {
  const result = createSharedMatrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const [upper, lower] = [data[i * n + j], data[j * n + i]];
      const tolerance = ASYMMETRY_TOLERANCE * Math.sqrt(Math.abs(data[i * n + i] * data[j * n + j]));
      if (Math.abs(upper - lower) > tolerance) refuseAsymmetry(i, j, upper, lower);
      result.data[i * n + j] = (upper + lower) / 2;
    }
  }
  return result;
}

function refuseAsymmetry(i: number, j: number, upper: number, lower: number): never {
  throw new NumericsError(
    'NUM_NOT_POSITIVE_DEFINITE',
    `observation error: expected a symmetric covariance, got ${upper} at (${i}, ${j}) and ${lower} at (${j}, ${i})`,
  );
}

function shapeOf(a: Matrix): string {
  return `${a.rows} x ${a.columns}`;
}

function assertPositive(sd: number, index: number): void {
  if (sd > 0 && Number.isFinite(sd)) return;
  throw new NumericsError(
    'NUM_NOT_POSITIVE_DEFINITE',
    `observation error: expected a positive standard deviation, got ${sd} at index ${index}`,
  );
}

/**
 * The observations at `indices`, with the covariance among them. Their covariance with the others is left out, so a full R
 * that is assimilated in batches counts once only if its batches are independent.
 */
export function selectObservations(all: Observations, indices: Uint32Array, backend: Backend): Observations {
  return { values: Float64Array.from(indices, (i) => all.values[i]), error: selectError(all.error, indices, backend) };
}

function selectError(error: ObservationError, indices: Uint32Array, backend: Backend): ObservationError {
  switch (error.kind) {
    case 'scalar':
      return error;
    case 'diagonal':
      return { kind: 'diagonal', sd: Float64Array.from(indices, (i) => error.sd[i]) };
    case 'full':
      return fullError(selectBlock(error.covariance, indices), backend);
  }
}

function selectBlock(covariance: Matrix, indices: Uint32Array): Matrix {
  const block = createMatrix(indices.length, indices.length);
  indices.forEach((i, k) => {
    indices.forEach((j, l) => {
      block.data[k * indices.length + l] = covariance.data[i * covariance.columns + j];
    });
  });
  return block;
}

/**
 * R^-1/2 applied to each row of an n x Nd matrix (L^-1 r for a full R): a new matrix.
 * n Nd flops, n Nd^2 for a full R. Throws NUM_SHAPE when the error is not that of Nd observations.
 */
export function scaleByError(rows: Matrix, error: ObservationError, backend: Backend): Matrix {
  checkSize(error, rows.columns);
  if (error.kind === 'full') return transpose(backend.solveLower(error.factor, transpose(rows)));
  const scaled = createMatrix(rows.rows, rows.columns);
  for (let i = 0; i < rows.rows; i++) {
    const start = i * rows.columns;
    for (let k = 0; k < rows.columns; k++)
      scaled.data[start + k] = rows.data[start + k] / (error.kind === 'scalar' ? error.sd : error.sd[k]);
  }
  return scaled;
}

function checkSize(error: ObservationError, observations: number): void {
  if (error.kind === 'scalar') return;
  const size = error.kind === 'diagonal' ? error.sd.length : error.factor.rows;
  if (size === observations) return;
  throw new NumericsError('NUM_SHAPE', `observation error: expected ${observations} observations, got ${size}`);
}

/**
 * The deviations by which Nd columns are divided, Nd; ones for a full R, whose rows are whitened instead.
 * Throws NUM_SHAPE when the error is not that of Nd observations.
 */
export function deviationsOf(error: ObservationError, observations: number): Float64Array {
  checkSize(error, observations);
  if (error.kind === 'diagonal') return error.sd;
  return new Float64Array(observations).fill(error.kind === 'scalar' ? error.sd : 1);
}

/** Standard deviation of observation k. */
export function errorDeviation(error: ObservationError, k: number): number {
  switch (error.kind) {
    case 'scalar':
      return error.sd;
    case 'diagonal':
      return error.sd[k];
    case 'full':
      return Math.sqrt(error.covariance.data[k * error.covariance.columns + k]);
  }
}
