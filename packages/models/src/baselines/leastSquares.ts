/**
 * The linearised least-squares problem that a Levenberg-Marquardt step solves, F(theta) = |r|^2, r = y - g(theta):
 *
 *   (J^T J + lambda I) delta = J^T r,   or, when Nd < Nm,   delta = J^T (J J^T + lambda I)^-1 r
 *
 * The second is the first by the push-through identity; the system solved is the smaller of Nm x Nm and Nd x Nd.
 * The Gram matrix is formed once per linearisation and only its diagonal changes with lambda.
 */
import { type Backend, createMatrix, type Matrix, NumericsError } from '@enkit/numerics';
import { createMlpForward } from '../mlp/forward.ts';
import { createMlpJacobian } from '../mlp/jacobian.ts';
import { parameterCount } from '../mlp/layout.ts';
import type { TrainingPoints } from '../mlp/gradient.ts';
import { assertTargets } from '../mlp/shapes.ts';
import type { MlpSpecification } from '../mlp/specification.ts';

export interface Linearisation {
  /** F at the parameters linearised at. */
  readonly cost: number;
  /** J, Nd x Nm. */
  readonly jacobian: Matrix;
  /** r, Nd x 1. */
  readonly residual: Matrix;
  /** J^T r, Nm x 1: minus half the gradient of F. */
  readonly descent: Matrix;
  /** J^T J or J J^T, whichever is smaller. */
  readonly gram: Matrix;
  readonly gramDiagonal: Float64Array;
  /** max diag(J^T J), the scale of the damping. */
  readonly largestDiagonal: number;
}

export interface LeastSquares {
  /** F at the parameters; 1 pass. */
  cost(parameters: Float64Array): number;
  /** J, r and their products at the parameters; 1 + 2 nOut passes. Overwrites the linearisation before. */
  linearise(parameters: Float64Array): Linearisation;
  /** delta (Nm) for this damping, or undefined where the damped matrix is numerically singular. */
  dampedStep(linearisation: Linearisation, damping: number): Float64Array | undefined;
}

/** Throws MODEL_SPECIFICATION or MODEL_SHAPE. */
export function createLeastSquares(
  specification: MlpSpecification,
  data: TrainingPoints,
  backend: Backend,
): LeastSquares {
  const jacobianAt = createMlpJacobian(specification, backend, data.inputs);
  assertTargets(specification, data.targets, data.inputs.rows);
  const forward = createMlpForward(specification, backend, data.inputs);
  const observed = Float64Array.from(data.targets.data);
  const predicted = new Float64Array(observed.length);
  const jacobian = createMatrix(observed.length, parameterCount(specification));
  const residual = createMatrix(observed.length, 1);
  return {
    cost(parameters) {
      forward(parameters, predicted);
      return squaredDistance(observed, predicted);
    },
    linearise(parameters) {
      jacobianAt(parameters, jacobian, predicted);
      for (let i = 0; i < observed.length; i++) residual.data[i] = observed[i] - predicted[i];
      return createLinearisation(backend, jacobian, residual);
    },
    dampedStep: (linearisation, damping) => solveDamped(backend, linearisation, damping),
  };
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return sum;
}

function createLinearisation(backend: Backend, jacobian: Matrix, residual: Matrix): Linearisation {
  const gram = backend.gram(jacobian, jacobian.rows < jacobian.columns ? 'rows' : 'columns');
  return {
    cost: residual.data.reduce((sum, value) => sum + value * value, 0),
    jacobian,
    residual,
    descent: backend.multiply(jacobian, residual, { transposeA: true }),
    gram,
    gramDiagonal: Float64Array.from({ length: gram.rows }, (_, i) => gram.data[i * gram.columns + i]),
    largestDiagonal: largestColumnNorm(jacobian),
  };
}

/** max_j |J_j|^2, which is max diag(J^T J). */
function largestColumnNorm({ rows, columns, data }: Matrix): number {
  const norms = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) norms[j] += data[i * columns + j] ** 2;
  }
  return norms.reduce((largest, norm) => Math.max(largest, norm), 0);
}

function solveDamped(backend: Backend, model: Linearisation, damping: number): Float64Array | undefined {
  const { jacobian, residual, descent, gram, gramDiagonal } = model;
  for (let i = 0; i < gram.rows; i++) gram.data[i * gram.columns + i] = gramDiagonal[i] + damping;
  const factor = factorise(backend, gram);
  if (!factor) return undefined;
  if (jacobian.rows >= jacobian.columns) return backend.choleskySolve(factor, descent).data;
  return backend.multiply(jacobian, backend.choleskySolve(factor, residual), { transposeA: true }).data;
}

/** Undefined where rounding has left the matrix not positive definite, which more damping mends. */
function factorise(backend: Backend, matrix: Matrix): Matrix | undefined {
  try {
    return backend.cholesky(matrix);
  } catch (error) {
    if (error instanceof NumericsError && error.code === 'NUM_NOT_POSITIVE_DEFINITE') return undefined;
    throw error;
  }
}
