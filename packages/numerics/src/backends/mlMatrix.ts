/** The reference backend: ml-matrix for products and decompositions, plain loops for the layer. Slow, simple, the oracle. */
import type { Matrix as MlMatrix } from 'ml-matrix';
import { createRequire } from 'node:module';
import type { Activation, Arithmetic, Backend, MultiplyOptions, SymmetricEigen } from '../backend.ts';
import { NumericsError } from '../errors.ts';
import { exchangeByCopy, layersByDense } from './denseLayers.ts';
import {
  assertFinite,
  copyMatrix,
  createMatrix,
  createSingleMatrix,
  firstNonFinite,
  type Matrix,
  type MatrixOf,
  rowOf,
  type SingleMatrix,
  transpose,
} from '../matrix.ts';
import {
  checkDense,
  checkGram,
  checkPivots,
  checkProduct,
  checkRow,
  checkSolve,
  checkSquare,
  checkWorkspace,
} from '../shapes.ts';
import { addSingle, toDouble, toSingle } from './conversion.ts';

type Library = typeof import('ml-matrix');
let loaded: Library | undefined;

/** Loaded on demand: every thread imports this file, and few compute with it. */
function library(): Library {
  loaded ??= createRequire(import.meta.url)('ml-matrix') as Library;
  return loaded;
}

function toMl(a: Matrix): MlMatrix {
  return library().Matrix.from1DArray(a.rows, a.columns, a.data);
}

function fromMl(a: MlMatrix): Matrix {
  return createMatrix(a.rows, a.columns, Float64Array.from(a.to1DArray()));
}

/** The lower triangle, mirrored: what a symmetric matrix is here. */
function symmetricFromLower(a: Matrix): Matrix {
  const result = copyMatrix(a);
  for (let i = 0; i < a.rows; i++) {
    for (let j = i + 1; j < a.columns; j++) result.data[i * a.columns + j] = a.data[j * a.columns + i];
  }
  return result;
}

function activate(value: number, activation: Activation): number {
  switch (activation) {
    case 'tanh':
      return Math.tanh(value);
    case 'relu':
      return value < 0 ? 0 : value;
    case 'sigmoid':
      return 1 / (1 + Math.exp(-value));
    case 'softplus':
      return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value));
    case 'exponential':
      return Math.exp(value);
    case 'identity':
      return value;
  }
}

function multiply(a: Matrix, b: Matrix, options: MultiplyOptions = {}): Matrix {
  const { rows, depth, columns } = checkProduct(a, b, options);
  const into = options.into ?? createMatrix(rows, columns);
  if (!options.accumulate) into.data.fill(0);
  if (rows === 0 || depth === 0 || columns === 0) return into;
  const left = options.transposeA ? transpose(a) : a;
  const right = options.transposeB ? transpose(b) : b;
  const product = toMl(left).mmul(toMl(right));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) into.data[i * columns + j] += product.get(i, j);
  }
  return into;
}

/** The result, or `into` with its values. */
function deliver(result: Matrix, into?: Matrix): Matrix {
  if (!into) return result;
  into.data.set(result.data);
  return into;
}

function subtractRow(a: Matrix, row: Float64Array, into?: Matrix): Matrix {
  checkRow(a, row, into);
  const result = into ?? createMatrix(a.rows, a.columns);
  for (let k = 0; k < result.data.length; k++) result.data[k] = a.data[k] - row[k % a.columns];
  return result;
}

function gram(a: Matrix, side: 'rows' | 'columns', into?: Matrix): Matrix {
  checkGram(a, side, into);
  const product =
    side === 'rows' ? multiply(a, copyMatrix(a), { transposeB: true }) : multiply(a, a, { transposeA: true });
  return deliver(symmetricFromLower(product), into);
}

function cholesky(a: Matrix, into?: Matrix): Matrix {
  checkSquare('cholesky', a, into);
  assertFinite(a, 'cholesky');
  if (a.rows === 0) return createMatrix(0, 0);
  const decomposition = new (library().CholeskyDecomposition)(toMl(symmetricFromLower(a)));
  if (!decomposition.isPositiveDefinite()) {
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `cholesky: the ${a.rows} x ${a.columns} matrix is not positive definite; add to its diagonal, or use its eigenvalues`,
    );
  }
  return deliver(fromMl(decomposition.lowerTriangularMatrix), into);
}

function checkSystem(operation: string, lower: Matrix, b: Matrix, into?: Matrix): void {
  checkSolve(operation, lower, b, into);
  assertFinite(lower, `${operation}: L`);
  checkPivots(operation, lower);
  assertFinite(b, `${operation}: B`);
}

/** Row i of X, once the rows that it depends on are known. */
function eliminate(x: Matrix, i: number, from: number, to: number, factorOf: (k: number) => number): void {
  const target = rowOf(x, i);
  for (let k = from; k < to; k++) {
    const factor = factorOf(k);
    const source = rowOf(x, k);
    for (let j = 0; j < x.columns; j++) target[j] -= factor * source[j];
  }
  const pivot = factorOf(i);
  for (let j = 0; j < x.columns; j++) target[j] /= pivot;
}

function forward(lower: Matrix, x: Matrix): void {
  for (let i = 0; i < lower.rows; i++) eliminate(x, i, 0, i, (k) => lower.data[i * lower.columns + k]);
}

function backward(lower: Matrix, x: Matrix): void {
  for (let i = lower.rows - 1; i >= 0; i--)
    eliminate(x, i, i + 1, lower.rows, (k) => lower.data[k * lower.columns + i]);
}

function solveLower(lower: Matrix, b: Matrix, into?: Matrix): Matrix {
  checkSystem('solveLower', lower, b, into);
  const x = deliver(copyMatrix(b), into);
  forward(lower, x);
  return x;
}

function choleskySolve(lower: Matrix, b: Matrix, into?: Matrix): Matrix {
  checkSystem('choleskySolve', lower, b, into);
  const x = deliver(copyMatrix(b), into);
  forward(lower, x);
  backward(lower, x);
  return x;
}

const largestRowSum = (a: Matrix): number => {
  let largest = 0;
  for (let i = 0; i < a.rows; i++)
    largest = Math.max(
      largest,
      rowOf(a, i).reduce((sum, value) => sum + Math.abs(value), 0),
    );
  return largest;
};

/**
 * ml-matrix's QL iteration overflows on large elements and on blocks of denormal ones (a matrix of ones of order 101 has
 * them), so it gets A / s + c I, with s a power of two of the order of |A| and c > |A| / s: the same vectors, and values that are
 * moved back.
 */
function symmetricEigen(a: Matrix): SymmetricEigen {
  checkSquare('symmetricEigen', a);
  assertFinite(a, 'symmetricEigen');
  const n = a.rows;
  const lower = symmetricFromLower(a);
  const largest = lower.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (n === 0 || largest === 0) return { values: new Float64Array(n), vectors: fromMl(library().Matrix.eye(n, n)) };
  const unit = 2 ** Math.min(Math.max(Math.floor(Math.log2(largest)), -1021), 1000);
  const scaled = createMatrix(
    n,
    n,
    lower.data.map((value) => value / unit),
  );
  const shift = 2 * largestRowSum(scaled);
  for (let i = 0; i < n; i++) scaled.data[i * n + i] += shift;
  const decomposition = new (library().EigenvalueDecomposition)(toMl(scaled), { assumeSymmetric: true });
  const values = decomposition.realEigenvalues;
  const order = values.map((_, k) => k).sort((k, l) => values[k] - values[l]);
  const vectors = createMatrix(n, n);
  order.forEach((from, k) => {
    for (let i = 0; i < n; i++) vectors.data[i * n + k] = decomposition.eigenvectorMatrix.get(i, from);
  });
  return { values: Float64Array.from(order, (from) => (values[from] - shift) * unit), vectors };
}

function dense(weights: Matrix, bias: Float64Array, inputs: Matrix, activation: Activation, into: Matrix): void {
  checkDense(weights, bias, inputs, into);
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

/** In double precision, rounded once: what the kernels for floats are compared with. */
function createSingle(): Arithmetic<Float32Array> {
  const single: Arithmetic<Float32Array> = {
    multiply(a, b, options = {}) {
      const { rows, columns } = checkProduct(a, b, options);
      const { into = createSingleMatrix(rows, columns), accumulate, ...transposed } = options;
      const product = multiply(widened(a), widened(b), transposed);
      for (let k = 0; k < product.data.length; k++) into.data[k] = product.data[k] + (accumulate ? into.data[k] : 0);
      return into;
    },
    dense(weights, bias, inputs, activation, into) {
      checkDense(weights, bias, inputs, into);
      const result = createMatrix(into.rows, into.columns);
      dense(widened(weights), Float64Array.from(bias), widened(inputs), activation, result);
      into.data.set(result.data);
    },
    denseLayers: (network) => layersByDense((...layer) => single.dense(...layer), network, exchangeByCopy(network)),
    workspace: createWorkspace(createSingleMatrix),
  };
  return single;
}

function widened({ rows, columns, data }: SingleMatrix): Matrix {
  return createMatrix(rows, columns, Float64Array.from(data));
}

function createWorkspace<Data extends Float64Array | Float32Array>(
  create: (rows: number, columns: number) => MatrixOf<Data>,
): Arithmetic<Data>['workspace'] {
  const workspaces = new Map<string, MatrixOf<Data>>();
  return (key, rows, columns) => {
    checkWorkspace(rows, columns);
    const existing = workspaces.get(key);
    if (existing && existing.rows === rows && existing.columns === columns) return existing;
    const created = create(rows, columns);
    workspaces.set(key, created);
    return created;
  };
}

/** The `ml-matrix` backend. */
export function createMlMatrixBackend(): Backend {
  return {
    name: 'ml-matrix',
    detail: 'ml-matrix, plain JavaScript',
    multiply,
    subtractRow,
    toSingle,
    toDouble,
    addSingle,
    allFinite: (a) => firstNonFinite(a.data) < 0,
    gram,
    cholesky,
    choleskySolve,
    solveLower,
    symmetricEigen,
    dense,
    denseLayers: (network) => layersByDense(dense, network, exchangeByCopy(network)),
    workspace: createWorkspace(createMatrix),
    single: createSingle(),
  };
}
