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
 * With an eigendecomposition S^T S = V L V^T the root is I + P f(L) P^T, P = S V, f(l) = -1 / (alpha q (q + 1)),
 * q = sqrt(1 + l / alpha), which never divides by a small l; with S S^T = U L U^T it is I + U l f(l) U^T.
 *
 * Ill-conditioned steps: where the bound (|S|^2 + alpha) / alpha exceeds 1e10, as with an observation error that is tiny
 * against the spread of the predictions, the rounding of the Gram matrix is no longer small against alpha: Cholesky fails
 * or, worse, does not, and directions that the data do not see are moved and shrunk at random. There the same formulas
 * are evaluated in the eigenbasis of spectrum.ts, in which singular values of S below its own rounding are left out:
 *   (S^T S + alpha I)^-1 S^T = V (L + alpha)^-1 V^T S^T,     S^T (S S^T + alpha I)^-1 = S^T U (L + alpha)^-1 U^T
 *
 * Both updates have the form X <- X + T (X - mean), with T either Ne x Ne or a product of an Ne x Nd and an Nd x Ne
 * factor, whichever makes 2 Ne^2 Nm or 4 Ne Nd Nm flops the fewer. S^T 1 = 0, so T annihilates constant columns.
 */
import { assertFinite, createMatrix, NumericsError, transpose, type Backend, type Matrix } from '@enkit/numerics';
import { anomalies, ensembleMean } from './anomalies.ts';
import { scaleByError, type Observations } from './observations.ts';
import { resolvedSpectrum, type Spectrum } from './spectrum.ts';

export type UpdateKind = 'stochastic' | 'transform';

export interface AnalysisInput {
  /** Y, Ne x Nd. */
  readonly predicted: Matrix;
  readonly observations: Observations;
  /** Factor on R in this step, > 0. */
  readonly alpha: number;
  readonly update: UpdateKind;
  /** z, Ne x Nd in units of the observation error; the stochastic update needs it, the other ignores it. */
  readonly perturbations?: Matrix;
}

/** T as one Ne x Ne matrix or as left (Ne x r) times right (r x Ne), r at most Nd. Immutable. */
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
  readonly condition: number;
  readonly backend: Backend;
}

/** Above this bound the eigenbasis of spectrum.ts is used: the rounding of |S|^2 is then 2e-6 of alpha, and would grow. */
const CONDITION_LIMIT = 1e10;

/**
 * Prepares the update of one step.
 * Throws NUM_SHAPE, NUM_NONFINITE (predicted data, observations or perturbations, or their size in units of the
 * observation error), NUM_NOT_POSITIVE_DEFINITE (alpha <= 0), NUM_NO_CONVERGENCE.
 */
export function prepareAnalysis(input: AnalysisInput, backend: Backend): AnalysisOperator {
  checkInput(input);
  const scaled = scaleInput(input, backend);
  const factors =
    input.perturbations && input.update === 'stochastic'
      ? stochastic(scaled, input.perturbations)
      : ensembleTransform(scaled);
  return { condition: scaled.condition, ...cheaper(factors, backend) };
}

/**
 * X + T (X - mean) for a block of parameters: a new Ne x n matrix. Blocks give the same bits as the whole.
 * Throws NUM_SHAPE. NaN or Infinity in the block stays in its column, for the caller to find where it can name the member.
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

function checkInput({ predicted, observations, alpha, perturbations, update }: AnalysisInput): void {
  const { values } = observations;
  if (predicted.rows < 2) refuse(`expected at least 2 members, got ${predicted.rows}`);
  if (values.length === 0) refuse('expected at least 1 observation, got none');
  if (predicted.columns !== values.length)
    refuse(`predicted data ${shapeOf(predicted)} against ${values.length} observations`);
  if (update === 'stochastic' && !perturbations) refuse('the stochastic update needs perturbations, got none');
  if (perturbations && shapeOf(perturbations) !== shapeOf(predicted))
    refuse(`perturbations ${shapeOf(perturbations)}, expected ${shapeOf(predicted)}`);
  if (!(alpha > 0) || !Number.isFinite(alpha))
    throw new NumericsError('NUM_NOT_POSITIVE_DEFINITE', `analysis: expected a positive alpha, got ${alpha}`);
  assertFinite(predicted, 'predicted data');
  assertFinite(createMatrix(1, values.length, values), 'observations');
  if (perturbations) assertFinite(perturbations, 'perturbations');
}

function shapeOf(a: Matrix): string {
  return `${a.rows} x ${a.columns}`;
}

function refuse(message: string): never {
  throw new NumericsError('NUM_SHAPE', `analysis: ${message}`);
}

function scaleInput({ predicted, observations, alpha }: AnalysisInput, backend: Backend): Scaled {
  const mean = ensembleMean(predicted);
  const S = scaleByError(anomalies(predicted, mean, 1 / Math.sqrt(predicted.rows - 1)), observations.error, backend);
  const innovations = scaleByError(anomalies(predicted, observations.values, -1), observations.error, backend);
  const spread = squaredNorm(S);
  if (!Number.isFinite(spread + squaredNorm(innovations))) {
    throw new NumericsError(
      'NUM_NONFINITE',
      'analysis: predicted data or innovations overflow in units of the observation error; ' +
        'raise the observation error or drop the outlying members',
    );
  }
  return { S, innovations, alpha, condition: (spread + alpha) / alpha, backend };
}

type Factors = { kind: 'dense'; transform: Matrix } | { kind: 'factored'; left: Matrix; right: Matrix };

function stochastic(scaled: Scaled, z: Matrix): Factors {
  const { S, innovations, alpha, condition, backend } = scaled;
  const D = combine(innovations, z, Math.sqrt(alpha));
  if (condition > CONDITION_LIMIT) return stochasticInEigenbasis(scaled, D);
  const factor = 1 / Math.sqrt(S.rows - 1);
  const side = S.columns <= S.rows ? 'columns' : 'rows';
  const L = backend.cholesky(addToDiagonal(backend.gram(S, side), alpha));
  if (side === 'columns')
    return { kind: 'factored', left: D, right: scale(backend.choleskySolve(L, transpose(S)), factor) };
  const SD = backend.multiply(S, D, { transposeB: true });
  return { kind: 'dense', transform: scale(transpose(backend.choleskySolve(L, SD)), factor) };
}

/** With r = rank of S: left (Ne x r) = D V, right (r x Ne) = (L + alpha)^-1 V^T S^T, or D S^T U and (L + alpha)^-1 U^T. */
function stochasticInEigenbasis({ S, alpha, backend }: Scaled, D: Matrix): Factors {
  const inDataSpace = S.columns <= S.rows;
  const { values, vectors, projected } = resolvedSpectrum(inDataSpace ? transpose(S) : S, backend);
  const gain = (k: number): number => 1 / (Math.sqrt(S.rows - 1) * (values[k] + alpha));
  const left = inDataSpace ? backend.multiply(D, vectors) : backend.multiply(D, projected, { transposeB: true });
  const right = inDataSpace ? projected : transpose(vectors);
  return { kind: 'factored', left: scaleColumns(left, gain), right };
}

function ensembleTransform(scaled: Scaled): Factors {
  return scaled.S.columns < scaled.S.rows ? transformInDataSpace(scaled) : transformInEnsembleSpace(scaled);
}

function transformInDataSpace(scaled: Scaled): Factors {
  const { S, innovations, alpha, backend } = scaled;
  const { values, vectors: V, projected } = dataSpectrum(scaled);
  const root = Math.sqrt(S.rows - 1);
  const dbar = createMatrix(1, S.columns, ensembleMean(innovations));
  const w = scaleColumns(backend.multiply(dbar, V), (k) => 1 / (root * (values[k] + alpha)));
  const shrunk = scaleColumns(transpose(projected), (k) => shrinkage(values[k], alpha));
  return { kind: 'factored', left: addRow(shrunk, w.data), right: projected };
}

function transformInEnsembleSpace(scaled: Scaled): Factors {
  const { S, innovations, alpha, backend } = scaled;
  const { values, vectors: U, project } = ensembleSpectrum(scaled);
  const dbar = createMatrix(1, S.columns, ensembleMean(innovations));
  const w = scaleColumns(project(dbar), (k) => 1 / (Math.sqrt(S.rows - 1) * (values[k] + alpha)));
  const shrunk = scaleColumns(U, (k) => values[k] * shrinkage(values[k], alpha));
  return { kind: 'dense', transform: backend.multiply(addRow(shrunk, w.data), U, { transposeB: true }) };
}

/** L, V and V^T S^T of S^T S = V L V^T; no eigenvalue is negative. */
function dataSpectrum({ S, condition, backend }: Scaled): Spectrum {
  if (condition > CONDITION_LIMIT) return resolvedSpectrum(transpose(S), backend);
  const { values, vectors } = backend.symmetricEigen(backend.gram(S, 'columns'));
  const projected = transpose(backend.multiply(S, vectors));
  return { values: values.map((l) => Math.max(0, l)), vectors, projected };
}

/** L, U and rows -> rows S^T U of S S^T = U L U^T; no eigenvalue is negative. */
function ensembleSpectrum({ S, condition, backend }: Scaled): Omit<Spectrum, 'projected'> & {
  readonly project: (rows: Matrix) => Matrix;
} {
  if (condition > CONDITION_LIMIT) {
    const { values, vectors, projected } = resolvedSpectrum(S, backend);
    return { values, vectors, project: (rows) => backend.multiply(rows, projected, { transposeB: true }) };
  }
  const { values, vectors } = backend.symmetricEigen(backend.gram(S, 'rows'));
  const project = (rows: Matrix): Matrix => backend.multiply(backend.multiply(rows, S, { transposeB: true }), vectors);
  return { values: values.map((l) => Math.max(0, l)), vectors, project };
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
  const result = createMatrix(a.rows, a.columns);
  for (let k = 0; k < a.data.length; k++) result.data[k] = a.data[k] * factor;
  return result;
}

function combine(a: Matrix, b: Matrix, factor: number): Matrix {
  const result = createMatrix(a.rows, a.columns);
  for (let k = 0; k < a.data.length; k++) result.data[k] = a.data[k] + factor * b.data[k];
  return result;
}

function scaleColumns(a: Matrix, factor: (column: number) => number): Matrix {
  const factors = Float64Array.from({ length: a.columns }, (_, k) => factor(k));
  const result = createMatrix(a.rows, a.columns);
  for (let k = 0, start = 0; start < a.data.length; start += a.columns)
    for (let i = 0; i < a.columns; i++, k++) result.data[k] = a.data[k] * factors[i];
  return result;
}

function addRow(a: Matrix, row: Float64Array): Matrix {
  const result = createMatrix(a.rows, a.columns);
  for (let k = 0, start = 0; start < a.data.length; start += a.columns)
    for (let i = 0; i < a.columns; i++, k++) result.data[k] = a.data[k] + row[i];
  return result;
}
