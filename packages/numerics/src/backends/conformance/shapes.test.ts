import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '../../matrix.ts';
import { BACKENDS, codeOf, draw, positiveDefinite } from './support.ts';

const codesOf = (calls: readonly (() => unknown)[]): Set<string> => new Set(calls.map(codeOf));
const REFUSED = new Set(['NUM_SHAPE']);

/** A matrix whose data are too few for its shape, as a hand-written literal may be. */
const short = (rows: number, columns: number): Matrix => ({
  rows,
  columns,
  data: new Float64Array(rows * columns - 1),
});

describe.each(BACKENDS)('$name', ({ backend }) => {
  it('that multiply refuses what does not fit', () => {
    const a = draw(3, 4, 'a');
    const calls = [
      () => backend.multiply(a, a),
      () => backend.multiply(a, draw(4, 2, 'b'), { transposeA: true }),
      () => backend.multiply(a, draw(4, 2, 'b'), { transposeB: true }),
      () => backend.multiply(a, draw(4, 2, 'b'), { into: createMatrix(2, 3) }),
      () => backend.multiply(a, draw(4, 2, 'b'), { accumulate: true }),
      () => backend.multiply(short(3, 4), draw(4, 2, 'b')),
      () => backend.multiply(a, short(4, 2)),
      () => backend.multiply(a, draw(4, 2, 'b'), { into: short(3, 2) }),
    ];
    expect(codesOf(calls)).toEqual(REFUSED);
  });

  it('that a result may not lie in the memory of an operand', () => {
    const square = draw(4, 4, 'square');
    const both = new Float64Array(20);
    const first = createMatrix(4, 4, both.subarray(0, 16));
    const overlapping = createMatrix(4, 4, both.subarray(4));
    const calls = [
      () => backend.multiply(square, draw(4, 4, 'b'), { into: square }),
      () => backend.multiply(draw(4, 4, 'a'), first, { into: overlapping }),
      () => backend.dense(draw(4, 4, 'w'), new Float64Array(4), square, 'tanh', square),
    ];
    expect(codesOf(calls)).toEqual(REFUSED);
  });

  it('that gram and the factorizations refuse what is not square or not filled', () => {
    const calls = [
      () => backend.gram(short(2, 3), 'rows'),
      () => backend.cholesky(draw(2, 3, 'a')),
      () => backend.cholesky(short(3, 3)),
      () => backend.symmetricEigen(draw(2, 3, 'a')),
      () => backend.symmetricEigen(short(3, 3)),
    ];
    expect(codesOf(calls)).toEqual(REFUSED);
  });

  it('that the solves refuse what does not fit the factor', () => {
    const lower = backend.cholesky(positiveDefinite(3, 'spd'));
    const solves = [backend.choleskySolve.bind(backend), backend.solveLower.bind(backend)];
    const calls = solves.flatMap((solve) => [
      () => solve(lower, draw(4, 2, 'b')),
      () => solve(draw(3, 4, 'l'), draw(3, 2, 'b')),
      () => solve(lower, short(3, 2)),
      () => solve(short(3, 3), draw(3, 2, 'b')),
    ]);
    expect(codesOf(calls)).toEqual(REFUSED);
  });

  it('that dense refuses what does not fit the weights', () => {
    const weights = draw(3, 2, 'w');
    const bias = new Float64Array(3);
    const inputs = draw(2, 5, 'x');
    const into = createMatrix(3, 5);
    const calls = [
      () => backend.dense(weights, new Float64Array(2), inputs, 'tanh', into),
      () => backend.dense(weights, bias, draw(3, 5, 'x'), 'tanh', into),
      () => backend.dense(weights, bias, inputs, 'tanh', createMatrix(3, 4)),
      () => backend.dense(weights, bias, inputs, 'tanh', createMatrix(5, 3)),
      () => backend.dense(short(3, 2), bias, inputs, 'tanh', into),
      () => backend.dense(weights, bias, short(2, 5), 'tanh', into),
    ];
    expect(codesOf(calls)).toEqual(REFUSED);
  });

  it('that workspace refuses sizes that are not whole numbers', () => {
    const sizes = [
      [-1, 2],
      [2, 1.5],
      [Number.NaN, 1],
    ];
    expect(
      codesOf(
        sizes.map(
          ([rows, columns]) =>
            () =>
              backend.workspace('key', rows, columns),
        ),
      ),
    ).toEqual(REFUSED);
  });
});
