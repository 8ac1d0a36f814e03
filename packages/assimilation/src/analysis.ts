/**
 * The analysis (the Kalman update of an ensemble), prepared once a step and applied to blocks of parameters.
 *
 * Shapes, member-major: X (Ne x Nm) parameters, Y (Ne x Nd) predicted data, d (Nd) observations with error covariance R.
 *   S = (Y - mean) R^-1/2 / sqrt(Ne - 1)      (Ne x Nd)   scaled predicted anomalies
 *   A = (X - mean) / sqrt(Ne - 1)             (Ne x Nm)   parameter anomalies
 *   D = (d - Y) R^-1/2 + sqrt(alpha) z        (Ne x Nd)   scaled perturbed innovations, z ~ N(0, I)
 *
 * Stochastic (Emerick & Reynolds 2013, Computers & Geosciences 55, eq. 3; here transposed and scaled by R^-1/2):
 *   X <- X + D  (S^T S + alpha I)^-1  S^T  A          Nd x Nd system, or by the push-through identity
 *   X <- X + D  S^T  (S S^T + alpha I)^-1  A          Ne x Ne system: the smaller one is factored by Cholesky.
 *
 * Ensemble transform (ETKF: Bishop, Etherton & Majumdar 2001, Mon. Wea. Rev. 129; symmetric square root as in Hunt,
 * Kostelich & Szunyogh 2007, Physica D 230, eq. 20-23), deterministic:
 *   mean      <- mean + dbar (S^T S + alpha I)^-1 S^T A        dbar = (d - ybar) R^-1/2   (1 x Nd)
 *   anomalies <- (I + S S^T / alpha)^-1/2 (X - mean)           symmetric root of an Ne x Ne matrix
 * With an eigendecomposition S^T S = V L V^T the root is I + S V f(L) V^T S^T, f(l) = -1 / (alpha q (q + 1)),
 * q = sqrt(1 + l / alpha), which never divides by a small l; with S S^T = U L U^T it is I + U l f(l) U^T.
 *
 * Both updates have the form X <- X + T (X - mean), with T either Ne x Ne or a product of an Ne x Nd and an Nd x Ne
 * factor, whichever makes 2 Ne^2 Nm or 4 Ne Nd Nm flops the fewer. S^T 1 = 0, so T annihilates constant columns.
 */
import {
  assertFinite,
  createMatrix,
  NumericsError,
  rowOf,
  transpose,
  type Backend,
  type Matrix,
} from '@enkit/numerics';
import { anomalies, ensembleMean } from './anomalies.ts';
import { scaleByError, type Observations } from './observations.ts';

export type UpdateKind = 'stochastic' | 'transform';

export interface AnalysisInput {
  /** Y, Ne x Nd. */
  readonly predicted: Matrix;
  readonly observations: Observations;
  /** Factor on R in this step, > 0. */
  readonly alpha: number;
  readonly update: UpdateKind;
  /** z, Ne x Nd in units of the observation error; only the stochastic update uses it. */
  readonly perturbations?: Matrix;
}

/** T as one Ne x Ne matrix or as left (Ne x Nd) times right (Nd x Ne). Immutable. */
export type AnalysisOperator = {
  /** Upper bound of the condition number of the system solved: (trace + alpha) / alpha. */
  readonly condition: number;
} & (
  | { readonly kind: 'dense'; readonly transform: Matrix }
  | { readonly kind: 'factored'; readonly left: Matrix; readonly right: Matrix }
);

interface Scaled {
  /** S. */
  readonly S: Matrix;
  /** (d - Y) R^-1/2. */
  readonly innovations: Matrix;
  readonly alpha: number;
  readonly backend: Backend;
}

/**
 * Prepares the update of one step.
 * Throws NUM_SHAPE, NUM_NONFINITE (predicted data), NUM_NOT_POSITIVE_DEFINITE (alpha <= 0 or a failed factorization).
 */
export function prepareAnalysis(input: AnalysisInput, backend: Backend): AnalysisOperator {
  checkInput(input);
  const scaled = scaleInput(input, backend);
  const operator = input.update === 'stochastic' ? stochastic(scaled, input.perturbations) : ensembleTransform(scaled);
  const condition = (squaredNorm(scaled.S) + input.alpha) / input.alpha;
  return { condition, ...cheaper(operator, backend) };
}

/**
 * X + T (X - mean) for a block of parameters: a new Ne x n matrix. Blocks give the same bits as the whole.
 */
export function applyAnalysis(operator: AnalysisOperator, block: Matrix, backend: Backend): Matrix {
  const mean = ensembleMean(block);
  const centred = anomalies(block, mean);
  const result = createMatrix(block.rows, block.columns, Float64Array.from(block.data));
  if (operator.kind === 'dense')
    return backend.multiply(operator.transform, centred, { into: result, accumulate: true });
  const projected = backend.multiply(operator.right, centred);
  return backend.multiply(operator.left, projected, { into: result, accumulate: true });
}

function checkInput({ predicted, observations, alpha, perturbations }: AnalysisInput): void {
  const shape = `${predicted.rows} x ${predicted.columns}`;
  if (predicted.rows < 2)
    throw new NumericsError('NUM_SHAPE', `analysis: expected at least 2 members, got ${predicted.rows}`);
  if (predicted.columns !== observations.values.length) {
    throw new NumericsError(
      'NUM_SHAPE',
      `analysis: predicted data ${shape} against ${observations.values.length} observations`,
    );
  }
  if (perturbations && (perturbations.rows !== predicted.rows || perturbations.columns !== predicted.columns)) {
    throw new NumericsError(
      'NUM_SHAPE',
      `analysis: perturbations ${perturbations.rows} x ${perturbations.columns}, expected ${shape}`,
    );
  }
  if (!(alpha > 0) || !Number.isFinite(alpha)) {
    throw new NumericsError('NUM_NOT_POSITIVE_DEFINITE', `analysis: expected a positive alpha, got ${alpha}`);
  }
  assertFinite(predicted, 'predicted data');
}

function scaleInput({ predicted, observations, alpha }: AnalysisInput, backend: Backend): Scaled {
  const mean = ensembleMean(predicted);
  const S = scaleByError(anomalies(predicted, mean, 1 / Math.sqrt(predicted.rows - 1)), observations.error, backend);
  const innovations = scaleByError(anomalies(predicted, observations.values, -1), observations.error, backend);
  return { S, innovations, alpha, backend };
}

type Factors = { kind: 'dense'; transform: Matrix } | { kind: 'factored'; left: Matrix; right: Matrix };

function stochastic({ S, innovations, alpha, backend }: Scaled, z: Matrix | undefined): Factors {
  const [Ne, Nd] = [S.rows, S.columns];
  const D = z ? combine(innovations, z, Math.sqrt(alpha)) : innovations;
  const factor = 1 / Math.sqrt(Ne - 1);
  if (Nd <= Ne) {
    const L = backend.cholesky(addToDiagonal(backend.gram(S, 'columns'), alpha));
    return { kind: 'factored', left: D, right: scale(backend.choleskySolve(L, transpose(S)), factor) };
  }
  const L = backend.cholesky(addToDiagonal(backend.gram(S, 'rows'), alpha));
  const SD = backend.multiply(S, D, { transposeB: true });
  return { kind: 'dense', transform: scale(transpose(backend.choleskySolve(L, SD)), factor) };
}

function ensembleTransform(scaled: Scaled): Factors {
  return scaled.S.columns < scaled.S.rows ? transformInDataSpace(scaled) : transformInEnsembleSpace(scaled);
}

function transformInDataSpace({ S, innovations, alpha, backend }: Scaled): Factors {
  const root = Math.sqrt(S.rows - 1);
  const { values, vectors: V } = backend.symmetricEigen(backend.gram(S, 'columns'));
  const eigenvalues = values.map((l) => Math.max(0, l));
  const dbar = createMatrix(1, S.columns, ensembleMean(innovations));
  const w = scaleColumns(backend.multiply(dbar, V), (k) => 1 / (eigenvalues[k] + alpha));
  const SV = scaleColumns(backend.multiply(S, V), (k) => root * shrinkage(eigenvalues[k], alpha));
  const left = backend.multiply(addRow(SV, w.data), V, { transposeB: true });
  return { kind: 'factored', left, right: scale(transpose(S), 1 / root) };
}

function transformInEnsembleSpace({ S, innovations, alpha, backend }: Scaled): Factors {
  const { values, vectors: U } = backend.symmetricEigen(backend.gram(S, 'rows'));
  const eigenvalues = values.map((l) => Math.max(0, l));
  const dbar = createMatrix(1, S.columns, ensembleMean(innovations));
  const projected = backend.multiply(backend.multiply(dbar, S, { transposeB: true }), U);
  const w = scaleColumns(projected, (k) => 1 / (Math.sqrt(S.rows - 1) * (eigenvalues[k] + alpha)));
  const shrunk = scaleColumns(U, (k) => eigenvalues[k] * shrinkage(eigenvalues[k], alpha));
  return { kind: 'dense', transform: backend.multiply(addRow(shrunk, w.data), U, { transposeB: true }) };
}

/** f(l) of the header: ((1 + l / alpha)^-1/2 - 1) / l without the cancellation. */
function shrinkage(eigenvalue: number, alpha: number): number {
  const q = Math.sqrt(1 + eigenvalue / alpha);
  return -1 / (alpha * q * (q + 1));
}

/** Multiplies the factors out when an Ne x Ne transform is the cheaper to apply. */
function cheaper(factors: Factors, backend: Backend): Factors {
  if (factors.kind === 'dense' || 2 * factors.left.columns < factors.left.rows) return factors;
  return { kind: 'dense', transform: backend.multiply(factors.left, factors.right) };
}

function squaredNorm(a: Matrix): number {
  let sum = 0;
  for (let k = 0; k < a.data.length; k++) sum += a.data[k] * a.data[k];
  return sum;
}

/** Adds to the diagonal of a matrix made here. */
function addToDiagonal(a: Matrix, value: number): Matrix {
  for (let i = 0; i < a.rows; i++) a.data[i * a.columns + i] += value;
  return a;
}

function scale(a: Matrix, factor: number): Matrix {
  return createMatrix(
    a.rows,
    a.columns,
    a.data.map((value) => value * factor),
  );
}

function combine(a: Matrix, b: Matrix, factor: number): Matrix {
  return createMatrix(
    a.rows,
    a.columns,
    a.data.map((value, k) => value + factor * b.data[k]),
  );
}

function scaleColumns(a: Matrix, factor: (column: number) => number): Matrix {
  const factors = Float64Array.from({ length: a.columns }, (_, k) => factor(k));
  return createMatrix(
    a.rows,
    a.columns,
    a.data.map((value, k) => value * factors[k % a.columns]),
  );
}

function addRow(a: Matrix, row: Float64Array): Matrix {
  const result = createMatrix(a.rows, a.columns);
  for (let i = 0; i < a.rows; i++) {
    const [from, to] = [rowOf(a, i), rowOf(result, i)];
    for (let k = 0; k < to.length; k++) to[k] = from[k] + row[k];
  }
  return result;
}
