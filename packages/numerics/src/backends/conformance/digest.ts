/** The bits of one call of every operation, in one line: equal lines from two threads or processes mean equal results. */
import { createHash } from 'node:crypto';
import { ACTIVATIONS, type Backend } from '../../backend.ts';
import { createMatrix, type Matrix, type SingleMatrix } from '../../matrix.ts';
import { randomStream } from '../../random.ts';

function draw(rows: number, columns: number, name: string): Matrix {
  const stream = randomStream(5, name);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => stream.normal()),
  );
}

/** A product and the layers in single precision. */
function addSingle({ single }: Backend, add: (data: Float32Array) => void): void {
  const operand = (rows: number, columns: number, name: string): SingleMatrix => {
    const matrix = single.workspace(name, rows, columns);
    matrix.data.set(draw(rows, columns, name).data);
    return matrix;
  };
  const [a, b] = [operand(71, 301, 'single.a'), operand(71, 19, 'single.b')];
  add(single.multiply(a, b, { transposeA: true }).data);
  for (const activation of ACTIVATIONS) {
    const into = single.workspace('single.into', 71, 19);
    single.dense(operand(71, 71, 'single.w'), operand(71, 1, 'single.bias').data, b, activation, into);
    add(into.data);
  }
}

/** SHA-256 over the results of every method, of sizes with edges in every kernel. */
export function digestOf(backend: Backend): string {
  const hash = createHash('sha256');
  const add = (data: Float64Array): unknown => hash.update(Buffer.from(Float64Array.from(data).buffer));
  const a = draw(71, 301, 'a');
  const covariance = backend.gram(a, 'rows');
  const lower = backend.cholesky(covariance);
  const b = draw(71, 19, 'b');
  const { values, vectors } = backend.symmetricEigen(covariance);
  const results = [
    backend.multiply(a, b, { transposeA: true }),
    backend.gram(a, 'columns'),
    covariance,
    lower,
    backend.choleskySolve(lower, b),
    backend.solveLower(lower, b),
    vectors,
  ];
  for (const result of results) add(result.data);
  add(values);
  for (const activation of ACTIVATIONS) {
    const into = backend.workspace('into', 19, 71);
    backend.dense(draw(19, 13, 'w'), draw(19, 1, 'bias').data, draw(13, 71, 'x'), activation, into);
    add(into.data);
  }
  addSingle(backend, (data) => hash.update(Buffer.from(data.slice().buffer)));
  return hash.digest('hex');
}
