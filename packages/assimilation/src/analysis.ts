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
 * Both updates have the form X <- X + T (X - mean), with T kept as the factors that make the fewest flops (analysis/route.ts).
 * S^T 1 = 0, so T annihilates constant columns.
 *
 * The computing is done in works (analysis/work.ts) of blocks that any thread may take; one plan (analysis/planAnalysis.ts)
 * leads them, here on one thread, in a pool on many, with the same blocks and so the same bits.
 */
import {
  createMatrix,
  createSharedMatrix,
  NumericsError,
  type AnyMatrix,
  type Backend,
  type Matrix,
  type Precision,
} from '@enkit/numerics';
import type { AnalysisInput, AnalysisOperator } from './analysis/analysisInput.ts';
import { blockCount } from './analysis/blocks.ts';
import { planAnalysis } from './analysis/planAnalysis.ts';
import { isRounded, updateWidth, type UpdateWork } from './analysis/updateWork.ts';
import type { AnalysisPlan } from './analysis/scaledAnalysis.ts';
import { carryOut, computeAll } from './analysis/work.ts';
import type { WorkingMemory } from './analysis/workingMemory.ts';

export type { AnalysisInput, AnalysisOperator, UpdateKind } from './analysis/analysisInput.ts';

/**
 * Prepares the update of one step.
 * Throws NUM_SHAPE, NUM_NONFINITE (predicted data, observations or perturbations, or their size in units of the
 * observation error), NUM_NOT_POSITIVE_DEFINITE (alpha <= 0), NUM_NO_CONVERGENCE.
 */
export function prepareAnalysis(input: AnalysisInput, backend: Backend): AnalysisOperator {
  return carryOut(planAnalysis(input), backend);
}

/**
 * X + T (X - mean) for a block of parameters: a new Ne x n matrix. Blocks give the same bits as the whole.
 * Throws NUM_SHAPE. NaN or Infinity in the block stays in its column, for the caller to find where it can name the member.
 */
export function applyAnalysis(
  operator: AnalysisOperator,
  block: Matrix,
  backend: Backend,
  precision: Precision = 'double',
): Matrix {
  const updated = createMatrix(block.rows, block.columns);
  computeAll([planUpdate(operator, block, updated, precision)], backend);
  return updated;
}

/**
 * The update as a work of blocks, for threads. Throws NUM_SHAPE.
 * @param updated Ne x Nm, written; of the same precision as the parameters, and may be their memory
 */
export function planUpdate(
  operator: AnalysisOperator,
  parameters: AnyMatrix,
  updated: AnyMatrix,
  precision: Precision = 'double',
  memory: WorkingMemory = createSharedMatrix,
): UpdateWork {
  const { rows, columns } = parameters;
  const [{ matrix }] = operator.factors;
  if (matrix.rows !== rows)
    throw new NumericsError('NUM_SHAPE', `analysis: ${rows} members to update, prepared for ${matrix.rows}`);
  const width = updateWidth(rows, columns);
  const blocks = blockCount(columns, width);
  const [flaws, roundingErrors] = [memory(1, blocks).data, memory(1, blocks).data];
  const { factors } = operator;
  return { kind: 'update', factors, precision, parameters, updated, flaws, roundingErrors, width, blocks };
}

/** The whole of an analysis. */
export interface EnsembleUpdate {
  readonly input: AnalysisInput;
  /** X, Ne x Nm. */
  readonly parameters: AnyMatrix;
  /** Ne x Nm, written; of the same precision as the parameters, and may be their memory. */
  readonly updated: AnyMatrix;
  readonly precision: Precision;
}

/** What an update tells of its arithmetic. */
export interface UpdateSummary {
  /** As the operator's. */
  readonly condition: number;
  /** Whether all parameters are finite after the update. */
  readonly isFinite: boolean;
  /** Where increments or parameters are in single precision: the largest error of those checked, as a share of the largest increment there. */
  readonly roundingError?: number;
}

/** Preparing and applying in one plan. Throws like prepareAnalysis and planUpdate. */
export function* planEnsembleUpdate(update: EnsembleUpdate): AnalysisPlan<UpdateSummary> {
  const { input, parameters, updated, precision } = update;
  const operator = yield* planAnalysis({ ...input, parameters: parameters.columns });
  const work = planUpdate(operator, parameters, updated, precision, input.memory);
  yield [work];
  const isFinite = work.flaws.every((flaw) => flaw === 0);
  const roundingError = Math.max(...work.roundingErrors);
  return { condition: operator.condition, isFinite, ...(isRounded(work) && { roundingError }) };
}
