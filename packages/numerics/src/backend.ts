/**
 * The one interface behind which the arithmetic runs. `ml-matrix` is the reference and the oracle of the tests, `wasm`
 * the default that needs nothing installed, `openblas` the native one where the library is found.
 *
 * Contract of every method: inputs are not mutated; results are new matrices unless `into` is given, which shares no memory
 * with an operand unless it says so; the result depends on the values and shapes only (same bits for the same call, in any thread); shapes
 * that do not fit throw NUM_SHAPE, memory that cannot be had NUM_MEMORY. Products and layers carry NaN and Infinity on, so
 * that a failed member can be told; factorizations and solves refuse them.
 *
 * On `wasm` and `ml-matrix` an element is moreover one chain of operations over k: its bits stay the same when rows of A,
 * columns of B, right sides or points are computed in blocks, in any division. OpenBLAS promises this for equal blocks only.
 */
import type { AnyMatrix, Matrix, MatrixOf, SingleMatrix } from './matrix.ts';

export type BackendName = 'ml-matrix' | 'wasm' | 'openblas';
export const BACKEND_NAMES: readonly BackendName[] = ['ml-matrix', 'wasm', 'openblas'];

export type Activation = 'tanh' | 'relu' | 'sigmoid' | 'softplus' | 'exponential' | 'identity';
export const ACTIVATIONS: readonly Activation[] = ['tanh', 'relu', 'sigmoid', 'softplus', 'exponential', 'identity'];

export interface MultiplyOptions<Data extends Float64Array | Float32Array = Float64Array> {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** Written to instead of a new matrix. */
  readonly into?: MatrixOf<Data>;
  /** Adds to `into` instead of overwriting it. */
  readonly accumulate?: boolean;
}

export interface SymmetricEigen {
  /** Ascending, n. */
  readonly values: Float64Array;
  /** n x n, column k belongs to values[k]; orthonormal. */
  readonly vectors: Matrix;
}

export interface DenseLayer<Data extends Float64Array | Float32Array> {
  /** fanOut x fanIn. */
  readonly weights: MatrixOf<Data>;
  /** fanOut. */
  readonly bias: Data;
  readonly activation: Activation;
}

/** Layers one after the other in workspaces: values[l + 1] = activation(W_l values[l] + b_l 1^T). */
export interface DenseLayers<Data extends Float64Array | Float32Array> {
  /** 1 x Nm, of which all weights and biases are views. */
  readonly parameters: MatrixOf<Data>;
  readonly layers: readonly DenseLayer<Data>[];
  readonly values: readonly MatrixOf<Data>[];
}

/**
 * Copies the parameters, rounded to the precision of the layers, computes all values from the first on, and returns the
 * last as doubles, in memory that the next call may overwrite.
 * @param sameInputs that the first values have not been written since the last call of any layers that begin with that
 * matrix: what has been made of them need not be made again
 */
export type EvaluateLayers = (parameters: Float64Array | Float32Array, sameInputs?: boolean) => Float64Array;

/** What is computed in double as in single precision. */
export interface Arithmetic<Data extends Float64Array | Float32Array> {
  /** op(A) op(B), optionally into / added to a matrix. 2 m n k flops. */
  multiply(a: MatrixOf<Data>, b: MatrixOf<Data>, options?: MultiplyOptions<Data>): MatrixOf<Data>;
  /**
   * One dense layer for all points, features-major: into (fanOut x M) = activation(W (fanOut x fanIn) inputs (fanIn x M) + b 1^T).
   * With matrices from `workspace`, no copy is made.
   */
  dense(
    weights: MatrixOf<Data>,
    bias: Data,
    inputs: MatrixOf<Data>,
    activation: Activation,
    into: MatrixOf<Data>,
  ): void;
  /** Prepares `dense` layer after layer, for many calls: shapes are checked and operands located once. */
  denseLayers(layers: DenseLayers<Data>): EvaluateLayers;
  /**
   * Uninitialised rows x columns memory that this backend reaches without a copy, the same for the same key and shape. It
   * stays valid as long as the backend; asking for another shape under its key gives its memory, or a larger one, to that.
   */
  workspace(key: string, rows: number, columns: number): MatrixOf<Data>;
}

export interface Backend extends Arithmetic<Float64Array> {
  readonly name: BackendName;
  /** One phrase for `enkit doctor` and the run's provenance: kernel width, library path and version. */
  readonly detail: string;
  /** The same on float32: half the memory and up to twice the speed, with 24 bits instead of 53. */
  readonly single: Arithmetic<Float32Array>;
  /** A - 1 row^T: every row of A less one row. A new matrix, or `into`. m n flops. */
  subtractRow(a: Matrix, row: Float64Array, into?: Matrix): Matrix;
  /** into = A, or A - 1 less^T, each element rounded once; `into` is returned. m n flops. */
  toSingle(a: AnyMatrix, into: SingleMatrix, less?: Float64Array): SingleMatrix;
  /** into = A; `into` is returned. */
  toDouble(a: SingleMatrix, into: Matrix): Matrix;
  /** into = into + A, each element rounded once to the precision of `into`, which is returned. m n flops. */
  addSingle<Sum extends AnyMatrix>(a: SingleMatrix, into: Sum): Sum;
  /** Whether no element is NaN or an infinity. */
  allFinite(a: AnyMatrix): boolean;
  /** A A^T ('rows', m x m) or A^T A ('columns', n x n), exactly symmetric. Half the flops of `multiply`. */
  gram(a: Matrix, side: 'rows' | 'columns', into?: Matrix): Matrix;
  /**
   * The lower factor L of A = L L^T (upper part zero), reading the lower triangle of A.
   * Throws NUM_NOT_POSITIVE_DEFINITE or NUM_NONFINITE. n^3/3 flops.
   * @param into where L goes; may be A itself
   */
  cholesky(a: Matrix, into?: Matrix): Matrix;
  /**
   * X of L L^T X = B, for the lower factor L. Throws NUM_NONFINITE, or NUM_NOT_POSITIVE_DEFINITE for a zero on the diagonal
   * of L. 2 n^2 k flops.
   * @param into where X goes; may be B itself
   */
  choleskySolve(lower: Matrix, b: Matrix, into?: Matrix): Matrix;
  /** X of L X = B, for lower triangular L: whitens by a covariance's factor. Else like `choleskySolve`. n^2 k flops. */
  solveLower(lower: Matrix, b: Matrix, into?: Matrix): Matrix;
  /**
   * Eigenvalues and vectors of a symmetric matrix, reading its lower triangle. Throws NUM_NONFINITE or NUM_NO_CONVERGENCE.
   * At most 14/3 n^3 flops on `wasm`, 9 n^3 by the QL iteration of `ml-matrix`.
   */
  symmetricEigen(a: Matrix): SymmetricEigen;
}
