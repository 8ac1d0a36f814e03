/** The reference backend: ml-matrix for products and decompositions, plain loops for the layer. Slow, simple, the oracle. */
import { CholeskyDecomposition, EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import type { Activation, Backend, MultiplyOptions, SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { assertFinite, createMatrix, type Matrix, rowOf, transpose } from '../matrix.ts';

function toMl(a: Matrix): MlMatrix {
  return MlMatrix.from1DArray(a.rows, a.columns, a.data as unknown as number[]);
}

function fromMl(a: MlMatrix): Matrix {
  return createMatrix(a.rows, a.columns, Float64Array.from(a.to1DArray()));
}

function activate(value: number, activation: Activation): number {
  switch (activation) {
    case 'tanh':
      return Math.tanh(value);
    case 'relu':
      return value > 0 ? value : 0;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-value));
    case 'softplus':
      return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value));
    case 'identity':
      return value;
  }
}

function multiply(a: Matrix, b: Matrix, options: MultiplyOptions = {}): Matrix {
  const left = options.transposeA ? transpose(a) : a;
  const right = options.transposeB ? transpose(b) : b;
  if (left.columns !== right.rows) {
    throw new NumericsError(
      'NUM_SHAPE',
      `multiply: ${left.rows} x ${left.columns} times ${right.rows} x ${right.columns}`,
    );
  }
  const into = options.into ?? createMatrix(left.rows, right.columns);
  if (into.rows !== left.rows || into.columns !== right.columns) {
    throw new NumericsError(
      'NUM_SHAPE',
      `multiply: into is ${into.rows} x ${into.columns}, expected ${left.rows} x ${right.columns}`,
    );
  }
  const product = toMl(left).mmul(toMl(right));
  for (let i = 0; i < into.rows; i++) {
    for (let j = 0; j < into.columns; j++) {
      const k = i * into.columns + j;
      into.data[k] = product.get(i, j) + (options.accumulate ? into.data[k] : 0);
    }
  }
  return into;
}

function gram(a: Matrix, side: 'rows' | 'columns'): Matrix {
  return side === 'rows' ? multiply(a, a, { transposeB: true }) : multiply(a, a, { transposeA: true });
}

function cholesky(a: Matrix): Matrix {
  assertFinite(a, 'cholesky');
  const decomposition = new CholeskyDecomposition(toMl(a));
  if (!decomposition.isPositiveDefinite()) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${a.rows} x ${a.columns} matrix is not positive definite`,
    );
  }
  return fromMl(decomposition.lowerTriangularMatrix);
}

function solveLower(lower: Matrix, b: Matrix): Matrix {
  const x = createMatrix(b.rows, b.columns, Float64Array.from(b.data));
  for (let i = 0; i < lower.rows; i++) {
    const target = rowOf(x, i);
    for (let k = 0; k < i; k++) {
      const factor = lower.data[i * lower.columns + k];
      const source = rowOf(x, k);
      for (let j = 0; j < x.columns; j++) target[j] -= factor * source[j];
    }
    for (let j = 0; j < x.columns; j++) target[j] /= lower.data[i * lower.columns + i];
  }
  return x;
}

function solveUpper(lower: Matrix, b: Matrix): Matrix {
  const x = createMatrix(b.rows, b.columns, Float64Array.from(b.data));
  for (let i = lower.rows - 1; i >= 0; i--) {
    const target = rowOf(x, i);
    for (let k = i + 1; k < lower.rows; k++) {
      const factor = lower.data[k * lower.columns + i];
      const source = rowOf(x, k);
      for (let j = 0; j < x.columns; j++) target[j] -= factor * source[j];
    }
    for (let j = 0; j < x.columns; j++) target[j] /= lower.data[i * lower.columns + i];
  }
  return x;
}

function symmetricEigen(a: Matrix): SymmetricEigen {
  assertFinite(a, 'symmetricEigen');
  const decomposition = new EigenvalueDecomposition(toMl(a), { assumeSymmetric: true });
  return { values: Float64Array.from(decomposition.realEigenvalues), vectors: fromMl(decomposition.eigenvectorMatrix) };
}

function dense(weights: Matrix, bias: Float64Array, inputs: Matrix, activation: Activation, into: Matrix): void {
  for (let unit = 0; unit < weights.rows; unit++) {
    const w = rowOf(weights, unit);
    const out = rowOf(into, unit).fill(bias[unit]);
    for (let k = 0; k < w.length; k++) {
      const x = rowOf(inputs, k);
      for (let point = 0; point < out.length; point++) out[point] += w[k] * x[point];
    }
    for (let point = 0; point < out.length; point++) out[point] = activate(out[point], activation);
  }
}

/** The `ml-matrix` backend. */
export function createMlMatrixBackend(): Backend {
  const workspaces = new Map<string, Matrix>();
  return {
    name: 'ml-matrix',
    detail: 'ml-matrix, plain JavaScript',
    multiply,
    gram,
    cholesky,
    choleskySolve: (lower, b) => solveUpper(lower, solveLower(lower, b)),
    solveLower,
    symmetricEigen,
    dense,
    workspace(key, rows, columns) {
      const existing = workspaces.get(key);
      if (existing && existing.rows === rows && existing.columns === columns) return existing;
      const created = createMatrix(rows, columns);
      workspaces.set(key, created);
      return created;
    },
  };
}
