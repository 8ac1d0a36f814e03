import {
  createBackend,
  createMatrix,
  createSharedMatrix,
  createSingleMatrix,
  randomStream,
  type AnyMatrix,
  type Matrix,
  type Precision,
} from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { applyAnalysis, planUpdate, prepareAnalysis, type AnalysisOperator, type UpdateKind } from '../analysis.ts';
import { scalarError } from '../observations.ts';
import { inDouble } from '../testing/matrices.ts';
import { computeAll } from './work.ts';

const backend = createBackend('wasm');

function draw(rows: number, columns: number, name: string, mean = 0): Matrix {
  const stream = randomStream(5, name, rows, columns);
  return createMatrix(
    rows,
    columns,
    Float64Array.from({ length: rows * columns }, () => mean + stream.normal()),
  );
}

function operatorFor(members: number, observations: number, parameters: number, update: UpdateKind): AnalysisOperator {
  const error = scalarError(0.3);
  return prepareAnalysis(
    {
      predicted: draw(members, observations, 'predicted'),
      observations: { values: draw(1, observations, 'observed').data, error },
      alpha: 2,
      update,
      parameters,
      perturbations: draw(members, observations, 'perturbations'),
    },
    backend,
  );
}

/** The largest difference of the increments, as a share of the largest increment. */
function relativeError(X: AnyMatrix, exact: Matrix, other: AnyMatrix): number {
  let [error, largest] = [0, 0];
  X.data.forEach((before, k) => {
    error = Math.max(error, Math.abs(other.data[k] - exact.data[k]));
    largest = Math.max(largest, Math.abs(exact.data[k] - before));
  });
  return error / largest;
}

/** Ne, Nd, Nm: a gain, a transform, a projection before the solve, one after it, a single parameter. */
const SIZES: readonly (readonly [number, number, number])[] = [
  [60, 12, 90],
  [24, 70, 300],
  [40, 30, 5],
  [70, 12, 1],
  [30, 45, 3],
];

describe.each(['stochastic', 'transform'] as const)('the %s update in single precision', (update) => {
  it.each(SIZES)('that of %i members, %i observations, %i parameters is right to six digits', (e, d, p) => {
    const operator = operatorFor(e, d, p, update);
    const X = draw(e, p, 'parameters', 3);
    const exact = applyAnalysis(operator, X, backend);
    const single = applyAnalysis(operator, X, backend, 'single');
    expect(relativeError(X, exact, single)).toBeLessThan(1e-5);
    expect(single.data).not.toEqual(exact.data);
  });

  it('that tells its error tells what its first eight parameters have', () => {
    const operator = operatorFor(24, 70, 8, update);
    const X = draw(24, 8, 'parameters', 3);
    const updated = createMatrix(24, 8);
    const work = planUpdate(operator, X, updated, 'single');
    computeAll([work], backend);
    const expected = relativeError(X, applyAnalysis(operator, X, backend), updated);
    expect(expected).toBeGreaterThan(0);
    expect(work.roundingErrors[0]).toBeCloseTo(expected, 12);
  });

  it('that meets a parameter which is not finite leaves the others as they are without it', () => {
    const operator = operatorFor(24, 70, 9, update);
    const X = draw(24, 9, 'parameters');
    const whole = applyAnalysis(operator, X, backend, 'single');
    X.data[4 * 9 + 2] = Infinity;
    const spoilt = applyAnalysis(operator, X, backend, 'single');
    spoilt.data.forEach((value, k) => expect(value).toBe(k % 9 === 2 ? NaN : whole.data[k]));
  });
});

/** The same numbers, rounded. */
function inSingle({ rows, columns, data }: Matrix): AnyMatrix {
  const single = createSingleMatrix(rows, columns);
  single.data.set(data);
  return single;
}

describe.each(['stochastic', 'transform'] as const)('the %s update of an ensemble kept in float32', (update) => {
  const updateIn = (operator: AnalysisOperator, X: AnyMatrix, precision: Precision) => {
    const work = planUpdate(operator, X, createSharedMatrix(X.rows, X.columns, 'single'), precision);
    computeAll([work], backend);
    return work;
  };

  it.each(SIZES)('that of %i members, %i observations, %i parameters is the exact one, rounded', (e, d, p) => {
    const operator = operatorFor(e, d, p, update);
    const X = inSingle(draw(e, p, 'parameters', 3));
    const exact = applyAnalysis(operator, inDouble(X), backend);
    expect(updateIn(operator, X, 'double').updated.data).toEqual(inSingle(exact).data);
  });

  it.each(SIZES)('that of %i, %i, %i with increments in float32 too is right to six digits', (e, d, p) => {
    const operator = operatorFor(e, d, p, update);
    const X = inSingle(draw(e, p, 'parameters', 3));
    const exact = applyAnalysis(operator, inDouble(X), backend);
    expect(relativeError(X, exact, updateIn(operator, X, 'single').updated)).toBeLessThan(1e-5);
  });

  it.each(['double', 'single'] as const)('that tells its error tells what is kept (%s increments)', (precision) => {
    const operator = operatorFor(24, 70, 8, update);
    const X = inSingle(draw(24, 8, 'parameters', 3000));
    const work = updateIn(operator, X, precision);
    const expected = relativeError(X, applyAnalysis(operator, inDouble(X), backend), work.updated);
    expect(expected).toBeGreaterThan(1e-5);
    expect(work.roundingErrors[0]).toBeCloseTo(expected, 10);
  });

  it('that a parameter which float32 cannot hold is told, and the others are as without it', () => {
    const { factors, ...rest } = operatorFor(24, 70, 9, update);
    const [{ matrix }] = factors;
    const strong = { rows: matrix.rows, columns: matrix.columns, data: matrix.data.map((value) => 1000 * value) };
    const operator = { ...rest, factors: [{ kind: 'matrix' as const, matrix: strong }, ...factors.slice(1)] };
    const X = inSingle(draw(24, 9, 'parameters'));
    const whole = updateIn(operator, X, 'double').updated;
    for (let j = 0; j < 24; j++) X.data[j * 9 + 2] = j % 2 ? 3e38 : -3e38;
    const { updated, flaws } = updateIn(operator, X, 'double');
    expect(flaws[0]).toBe(1);
    const others = ({ data }: AnyMatrix): number[] => [...data].filter((_, k) => k % 9 !== 2);
    expect(others(updated)).toEqual(others(whole));
  });
});
