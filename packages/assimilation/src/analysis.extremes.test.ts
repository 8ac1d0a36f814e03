/**
 * The analysis at the ends of its range. The predictions have a known singular value decomposition, S = U diag(s) V^T with
 * Hadamard U and V, and the parameters are the columns of U: in closed form parameter k has, after the update,
 *   mean  s_k / (s_k^2 + alpha R) (dbar . v_k),   deviation factor  (1 + s_k^2 / (alpha R))^-1/2
 */
import { createMatrix, type Backend, type Matrix } from '@enkit/numerics';
import { describe, expect, it } from 'vitest';
import { applyAnalysis, prepareAnalysis, type AnalysisInput } from './analysis.ts';
import { ensembleDeviation, ensembleMean } from './anomalies.ts';
import { scalarError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import { BACKENDS, mapMatrix, normalMatrix, relativeDifference } from './testing/matrices.ts';

const UPDATES = ['stochastic', 'transform'] as const;
const MEMBERS = 16;
const sizes = [
  { space: 'data space', observations: 8 },
  { space: 'ensemble space', observations: 32 },
];

/** Entry (i, k) of the orthonormal Hadamard matrix of order n. */
function hadamard(n: number, i: number, k: number): number {
  let sign = 1;
  for (let bits = i & k; bits > 0; bits &= bits - 1) sign = -sign;
  return sign / Math.sqrt(n);
}

/** U without its constant column: Ne x (Ne - 1), of standard deviation 1. */
const parameters = mapMatrix(
  createMatrix(MEMBERS, MEMBERS - 1),
  (_, j, k) => Math.sqrt(MEMBERS - 1) * hadamard(MEMBERS, j, k + 1),
);

/** sqrt(Ne - 1) U diag(s) V^T. */
function predictions(singular: readonly number[], observations: number): Matrix {
  return mapMatrix(createMatrix(MEMBERS, observations), (_, j, i) =>
    singular.reduce((sum, s, k) => sum + parameters.data[j * (MEMBERS - 1) + k] * s * hadamard(observations, i, k), 0),
  );
}

interface Case {
  readonly singular: readonly number[];
  readonly observations: number;
  readonly sd: number;
  readonly update: AnalysisInput['update'];
  /** Coefficients of dbar in V. */
  readonly innovation?: readonly number[];
}

function updated({ singular, observations, sd, update, innovation = singular }: Case, backend: Backend): Matrix {
  const predicted = predictions(singular, observations);
  const values = Float64Array.from({ length: observations }, (_, i) =>
    innovation.reduce((sum, c, k) => sum + c * hadamard(observations, i, k), 0),
  );
  const input = {
    predicted,
    observations: { values, error: scalarError(sd) },
    alpha: 1,
    update,
    perturbations: createMatrix(MEMBERS, observations),
  };
  return applyAnalysis(prepareAnalysis(input, backend), parameters, backend);
}

const means = (ensemble: Matrix, count: number): Float64Array => ensembleMean(ensemble).slice(0, count);

describe.each(BACKENDS)('on $name', (backend) => {
  describe.each(sizes)('in $space', ({ observations }) => {
    describe.each(UPDATES)('the %s update', (update) => {
      it.each([1e-3, 1e-6, 1e-8, 1e-10, 1e-14, 1e-30])(
        'that directions without data keep mean and spread, however small the observation error (%s)',
        (sd) => {
          const result = updated({ singular: [1, 1, 1], observations, sd, update }, backend);
          const [mean, deviation] = [ensembleMean(result), ensembleDeviation(result)];
          expect(relativeDifference(mean.slice(0, 3), [1, 1, 1])).toBeLessThan(2 * sd * sd + 1e-12);
          expect(Math.max(...deviation.slice(0, 3))).toBeLessThan(1.1 * sd + 1e-14);
          expect(Math.max(...mean.slice(3).map(Math.abs))).toBeLessThan(1e-6);
          expect(relativeDifference(deviation.slice(3), new Float64Array(12).fill(1))).toBeLessThan(1e-6);
        },
      );

      it('that gains are right over singular values from 1 to 1e-9 with R = 1e-20', () => {
        const singular = [1, 1e-3, 1e-5, 1e-7, 1e-9];
        const result = updated({ singular, observations, sd: 1e-10, update }, backend);
        const expected = singular.map((s) => (s * s) / (s * s + 1e-20));
        means(result, 5).forEach((mean, k) => expect(mean).toBeCloseTo(expected[k], 5));
      });

      it('that observations which contradict each other do not throw the ensemble about', () => {
        const singular = [1, 1, 0, 0];
        const result = updated({ singular, innovation: [1, 1, 1, 1], observations, sd: 1e-9, update }, backend);
        expect(relativeDifference(ensembleMean(result).slice(0, 2), [1, 1])).toBeLessThan(1e-6);
        expect(Math.max(...ensembleMean(result).slice(2).map(Math.abs))).toBeLessThan(1e-6);
      });

      it('that the two forms of the system agree where one hands over to the other', () => {
        // The bound (|S|^2 + alpha) / alpha crosses 1e10 between these two observation errors.
        const near = [1.001e-5, 0.999e-5].map((sd) =>
          updated({ singular: [0.8, 0.6], observations, sd, update }, backend),
        );
        expect(relativeDifference(near[0].data, near[1].data)).toBeLessThan(1e-4);
      });
    });
  });

  it.each(UPDATES)('that predictions without spread leave the ensemble as it is (%s)', (update) => {
    for (const observations of [3, 20]) {
      for (const sd of [1, 1e-12]) {
        const predicted = mapMatrix(createMatrix(MEMBERS, observations), (_, __, i) => i / 4);
        const operator = prepareAnalysis(
          inputFor(predicted, new Float64Array(observations).fill(7), sd, update),
          backend,
        );
        expect(applyAnalysis(operator, parameters, backend).data).toEqual(parameters.data);
        expect(operator.condition).toBe(1);
      }
    }
  });

  it.each(UPDATES)('that two members suffice: the one direction they span takes the scalar update (%s)', (update) => {
    const X = createMatrix(2, 3, Float64Array.of(0, 1, -1, 2, 3, 1));
    for (const observations of [1, 2, 5]) {
      const predicted = mapMatrix(createMatrix(2, observations), (_, j) => (j === 0 ? 0 : 2));
      const input = inputFor(predicted, new Float64Array(observations).fill(2), 1, update);
      const result = applyAnalysis(prepareAnalysis(input, backend), X, backend);
      // Variance 2, Nd observations of variance 1 that are 1 above the mean: shift 2 Nd / (2 Nd + 1).
      const shift = (2 * observations) / (2 * observations + 1);
      expect(relativeDifference(ensembleMean(result), [1 + shift, 2 + shift, shift])).toBeLessThan(1e-14);
    }
  });

  it('that two members keep the spread that the scalar update leaves them', () => {
    for (const observations of [1, 2, 5]) {
      const predicted = mapMatrix(createMatrix(2, observations), (_, j) => (j === 0 ? 0 : 2));
      const input = inputFor(predicted, new Float64Array(observations), 1, 'transform');
      const result = applyAnalysis(prepareAnalysis(input, backend), predicted, backend);
      const expected = Math.sqrt(2 / (2 * observations + 1));
      expect(relativeDifference(ensembleDeviation(result), new Float64Array(observations).fill(expected))).toBeLessThan(
        1e-13,
      );
    }
  });

  it.each(UPDATES)('that innovations of 1e100 spreads move the mean in proportion (%s)', (update) => {
    const shift = (distance: number): number => {
      const predicted = normalMatrix(MEMBERS, 4, 3);
      const input = inputFor(predicted, new Float64Array(4).fill(distance), 1, update);
      return ensembleMean(applyAnalysis(prepareAnalysis(input, backend), parameters, backend))[0];
    };
    expect(shift(1e100) / shift(1e90)).toBeCloseTo(1e10, -1);
  });

  it.each(UPDATES)('that an infinite alpha in all but name changes nothing (%s)', (update) => {
    const input = { ...inputFor(normalMatrix(MEMBERS, 4, 3), new Float64Array(4), 1, update), alpha: 1e300 };
    const result = applyAnalysis(prepareAnalysis(input, backend), parameters, backend);
    expect(relativeDifference(result.data, parameters.data)).toBeLessThan(1e-140);
  });

  it('that the reported condition bounds that of the system solved', () => {
    for (const [observations, alpha] of [
      [4, 1],
      [4, 1e-3],
      [30, 10],
      [30, 1e-6],
    ]) {
      const predicted = normalMatrix(MEMBERS, observations, observations);
      const input = { ...inputFor(predicted, new Float64Array(observations), 0.5, 'transform'), alpha };
      const mean = ensembleMean(predicted);
      const S = mapMatrix(predicted, (y, _, k) => (y - mean[k]) / 0.5 / Math.sqrt(MEMBERS - 1));
      const { values } = backend.symmetricEigen(backend.gram(S, 'columns'));
      const condition = (Math.max(...values) + alpha) / (Math.max(0, Math.min(...values)) + alpha);
      const bound = prepareAnalysis(input, backend).condition;
      expect(bound).toBeGreaterThanOrEqual(condition);
      expect(bound).toBeLessThan(MEMBERS * ((Math.max(...values) + alpha) / alpha));
    }
  });
});

function inputFor(predicted: Matrix, values: Float64Array, sd: number, update: AnalysisInput['update']) {
  const members = Uint32Array.from({ length: predicted.rows }, (_, j) => j);
  const perturbations = drawPerturbations(1, 1, members, predicted.columns);
  return { predicted, observations: { values, error: scalarError(sd) }, alpha: 1, update, perturbations };
}
