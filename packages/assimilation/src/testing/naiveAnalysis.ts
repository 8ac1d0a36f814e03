/**
 * The textbook update, as a twin of prepareAnalysis / applyAnalysis: nested arrays with members as columns, physical units,
 * explicit covariances and inverses, no scaling, no push-through, no shared code.
 *   C_MD = X' Y'^T / (Ne - 1),  C_DD = Y' Y'^T / (Ne - 1),  K = C_MD (C_DD + alpha R)^-1
 *   stochastic:  x_j <- x_j + K (d + sqrt(alpha) L z_j - y_j),  L L^T = R
 *   transform:   x'  <- x' (I + Y'^T (alpha R)^-1 Y' / (Ne - 1))^-1/2,  mean <- mean + K (d - mean y)
 */
import { createMatrix, type Matrix } from '@enkit/numerics';

type Rows = number[][];

export interface NaiveInput {
  /** Ne x Nm. */
  readonly parameters: Matrix;
  /** Ne x Nd. */
  readonly predicted: Matrix;
  readonly values: ArrayLike<number>;
  /** R, Nd x Nd. */
  readonly covariance: Matrix;
  readonly alpha: number;
  /** z, Ne x Nd. */
  readonly perturbations?: Matrix;
}

export function naiveStochastic({ perturbations, ...input }: NaiveInput): Matrix {
  if (!perturbations) throw new Error('naiveStochastic: expected perturbations');
  const { X, Y, K, R } = prepare(input);
  const Lz = product(naiveCholesky(R), columnsOf(perturbations));
  const innovations = Y.map((row, i) => row.map((y, j) => input.values[i] + Math.sqrt(input.alpha) * Lz[i][j] - y));
  return membersOf(sum(X, product(K, innovations)));
}

export function naiveTransform(input: NaiveInput): Matrix {
  const { X, Y, K, R } = prepare(input);
  const [meanX, meanY] = [X.map(average), Y.map(average)];
  const members = X[0].length;
  const anomaliesY = centred(Y);
  const information = product(transposed(anomaliesY), product(inverse(scaled(R, input.alpha)), anomaliesY));
  const G = sum(identity(members), scaled(information, 1 / (members - 1)));
  const anomaliesX = product(centred(X), inverseSquareRoot(G));
  const shift = product(
    K,
    Y.map((_, i) => [input.values[i] - meanY[i]]),
  );
  return membersOf(anomaliesX.map((row, k) => row.map((value) => value + meanX[k] + shift[k][0])));
}

function prepare({ parameters, predicted, covariance, alpha }: NaiveInput): { X: Rows; Y: Rows; K: Rows; R: Rows } {
  const [X, Y] = [columnsOf(parameters), columnsOf(predicted)];
  const R = transposed(columnsOf(covariance));
  const factor = 1 / (parameters.rows - 1);
  const crossCovariance = scaled(product(centred(X), transposed(centred(Y))), factor);
  const dataCovariance = scaled(product(centred(Y), transposed(centred(Y))), factor);
  return { X, Y, R, K: product(crossCovariance, inverse(sum(dataCovariance, scaled(R, alpha)))) };
}

/** Members become columns. */
function columnsOf({ rows, columns, data }: Matrix): Rows {
  return Array.from({ length: columns }, (_, k) => Array.from({ length: rows }, (_, j) => data[j * columns + k]));
}

function membersOf(columns: Rows): Matrix {
  return createMatrix(columns[0].length, columns.length, Float64Array.from(transposed(columns).flat()));
}

function transposed(a: Rows): Rows {
  return a[0].map((_, j) => a.map((row) => row[j]));
}

function product(a: Rows, b: Rows): Rows {
  return a.map((row) => b[0].map((_, j) => row.reduce((total, value, k) => total + value * b[k][j], 0)));
}

function sum(a: Rows, b: Rows): Rows {
  return a.map((row, i) => row.map((value, j) => value + b[i][j]));
}

function scaled(a: Rows, factor: number): Rows {
  return a.map((row) => row.map((value) => value * factor));
}

function identity(n: number): Rows {
  return Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)));
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function centred(a: Rows): Rows {
  return a.map((row) => {
    const mean = average(row);
    return row.map((value) => value - mean);
  });
}

/** Gauss-Jordan with partial pivoting. */
export function inverse(a: Rows): Rows {
  const n = a.length;
  const work = a.map((row, i) => [...row, ...identity(n)[i]]);
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let i = column + 1; i < n; i++) if (Math.abs(work[i][column]) > Math.abs(work[pivot][column])) pivot = i;
    [work[column], work[pivot]] = [work[pivot], work[column]];
    work[column] = work[column].map((value) => value / work[column][column]);
    for (let i = 0; i < n; i++) {
      if (i === column) continue;
      const factor = work[i][column];
      work[i] = work[i].map((value, k) => value - factor * work[column][k]);
    }
  }
  return work.map((row) => row.slice(n));
}

function naiveCholesky(a: Rows): Rows {
  const L = a.map((row) => row.map(() => 0));
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = a[i][j] - L[i].slice(0, j).reduce((total, value, k) => total + value * L[j][k], 0);
      L[i][j] = i === j ? Math.sqrt(rest) : rest / L[j][j];
    }
  }
  return L;
}

/** Denman-Beavers iteration: Y -> a^1/2, Z -> a^-1/2. */
function inverseSquareRoot(a: Rows): Rows {
  let [Y, Z] = [a, identity(a.length)];
  for (let step = 0; step < 15; step++) [Y, Z] = [scaled(sum(Y, inverse(Z)), 0.5), scaled(sum(Z, inverse(Y)), 0.5)];
  return Z;
}
