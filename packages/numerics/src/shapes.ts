/** The shape checks that every backend makes before it computes. All throw NUM_SHAPE, naming the operation and the shapes. */
import type { MultiplyOptions } from './backend.ts';
import { NumericsError } from './errors.ts';
import type { Matrix, MatrixOf } from './matrix.ts';

/** Of either precision, where a type parameter says which. */
type Operand = MatrixOf<Float64Array | Float32Array>;

/** The sizes of a product: op(A) is rows x depth, op(B) depth x columns. */
export interface ProductShape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

const shapeOf = (a: Operand): string => `${a.rows} x ${a.columns}`;

function refuse(message: string): never {
  throw new NumericsError('NUM_SHAPE', message);
}

/** The data must hold exactly rows x columns values: a kernel that trusts the shape would otherwise read past them. */
export function checkMatrix(operation: string, name: string, a: Operand): void {
  const sized = Number.isInteger(a.rows) && Number.isInteger(a.columns) && a.rows >= 0 && a.columns >= 0;
  if (!sized || a.data.length !== a.rows * a.columns)
    refuse(`${operation}: ${name} is ${shapeOf(a)} over ${a.data.length} values, expected as many values as elements`);
}

function overlaps(a: ArrayBufferView, b: ArrayBufferView): boolean {
  return (
    a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
  );
}

/** `into` must have the result's shape and share no memory with an operand. */
function checkInto(
  operation: string,
  into: Operand,
  rows: number,
  columns: number,
  operands: readonly Operand[],
): void {
  checkMatrix(operation, 'into', into);
  if (into.rows !== rows || into.columns !== columns)
    refuse(`${operation}: into is ${shapeOf(into)}, expected ${rows} x ${columns}`);
  if (operands.some((operand) => overlaps(into.data, operand.data)))
    refuse(`${operation}: into shares memory with an operand; give it memory of its own`);
}

export function checkProduct(
  a: Operand,
  b: Operand,
  options: MultiplyOptions<Float64Array | Float32Array>,
): ProductShape {
  checkMatrix('multiply', 'A', a);
  checkMatrix('multiply', 'B', b);
  const [rows, depth] = options.transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
  const [inner, columns] = options.transposeB ? [b.columns, b.rows] : [b.rows, b.columns];
  if (depth !== inner)
    refuse(
      `multiply: op(A) is ${rows} x ${depth}, op(B) is ${inner} x ${columns}; ${depth} and ${inner} must be equal`,
    );
  if (options.into) checkInto('multiply', options.into, rows, columns, [a, b]);
  else if (options.accumulate) refuse('multiply: accumulate needs a matrix to add to; give `into`');
  return { rows, depth, columns };
}

export function checkRow(a: Matrix, row: Float64Array, into?: Matrix): void {
  checkMatrix('subtractRow', 'A', a);
  if (row.length !== a.columns) refuse(`subtractRow: the row has ${row.length} values, A is ${shapeOf(a)}`);
  if (into) checkInto('subtractRow', into, a.rows, a.columns, [a, { rows: 1, columns: row.length, data: row }]);
}

/** `into` has the shape of A, in the other precision. */
export function checkConversion(operation: string, a: Operand, into: Operand, less?: Float64Array): void {
  checkMatrix(operation, 'A', a);
  checkInto(operation, into, a.rows, a.columns, [a]);
  if (less && less.length !== a.columns) refuse(`${operation}: the row has ${less.length} values, A is ${shapeOf(a)}`);
}

/** The sizes of a Gram matrix: n x n, from factors n x depth. */
export function checkGram(a: Matrix, side: 'rows' | 'columns', into?: Matrix): { n: number; depth: number } {
  checkMatrix('gram', 'A', a);
  const [n, depth] = side === 'rows' ? [a.rows, a.columns] : [a.columns, a.rows];
  if (into) checkInto('gram', into, n, n, [a]);
  return { n, depth };
}

/** `into` may be the operand itself, but not overlap with it otherwise. */
export function checkSquare(operation: string, a: Matrix, into?: Matrix): void {
  checkMatrix(operation, 'A', a);
  if (a.rows !== a.columns) refuse(`${operation}: A is ${shapeOf(a)}, expected a square matrix`);
  if (into) checkInto(operation, into, a.rows, a.columns, into.data === a.data ? [] : [a]);
}

export function checkSolve(operation: string, lower: Matrix, b: Matrix, into?: Matrix): void {
  checkMatrix(operation, 'L', lower);
  checkMatrix(operation, 'B', b);
  if (lower.rows !== lower.columns) refuse(`${operation}: L is ${shapeOf(lower)}, expected a square matrix`);
  if (lower.rows !== b.rows) refuse(`${operation}: L is ${shapeOf(lower)}, B is ${shapeOf(b)}; the rows must agree`);
  if (into) checkInto(operation, into, b.rows, b.columns, into.data === b.data ? [lower] : [lower, b]);
}

export function checkDense(weights: Operand, bias: ArrayLike<number>, inputs: Operand, into: Operand): void {
  checkMatrix('dense', 'weights', weights);
  checkMatrix('dense', 'inputs', inputs);
  if (bias.length !== weights.rows)
    refuse(`dense: bias has ${bias.length} values, expected ${weights.rows}, one a unit`);
  if (inputs.rows !== weights.columns)
    refuse(`dense: weights are ${shapeOf(weights)}, inputs ${shapeOf(inputs)}; expected ${weights.columns} input rows`);
  checkInto('dense', into, weights.rows, inputs.columns, [weights, inputs]);
}

export function checkWorkspace(rows: number, columns: number): void {
  if (!Number.isInteger(rows) || !Number.isInteger(columns) || rows < 0 || columns < 0)
    refuse(`workspace: expected whole numbers of rows and columns, got ${rows} x ${columns}`);
}

/** A factor with a zero on its diagonal cannot be solved with. Throws NUM_NOT_POSITIVE_DEFINITE. */
export function checkPivots(operation: string, lower: Matrix): void {
  for (let i = 0; i < lower.rows; i++) {
    if (lower.data[i * lower.columns + i] !== 0) continue;
    throw new NumericsError(
      'NUM_NOT_POSITIVE_DEFINITE',
      `${operation}: L has a zero on its diagonal, in row ${i}; expected the factor of a positive definite matrix`,
    );
  }
}
