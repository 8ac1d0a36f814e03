/** What must not change the analysis: units, order, blocks, and what it must never do: mutate, or leave the prior's span. */
import { createMatrix, permutation, randomStream, selectColumns, selectRows, type Matrix } from '@enkit/numerics';
import { array, assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyAnalysis, prepareAnalysis, type AnalysisInput } from './analysis.ts';
import { anomalies, ensembleDeviation, ensembleMean } from './anomalies.ts';
import { keepMembers } from './failedMembers.ts';
import { diagonalError, fullError, scalarError } from './observations.ts';
import { drawPerturbations } from './perturbations.ts';
import { predictLinear } from './testing/linearGaussian.ts';
import {
  BACKENDS,
  covarianceMatrix,
  diagonalMatrix,
  mapMatrix,
  normalMatrix,
  REFERENCE,
  relativeDifference,
  WASM,
} from './testing/matrices.ts';

const UPDATES = ['stochastic', 'transform'] as const;
const MEMBERS = 14;
/** Both systems and both forms of the operator. */
const SIZES = [3, 10, 23];

function problem(observations: number, update: AnalysisInput['update'], seed = 1): AnalysisInput & { z: Matrix } {
  const members = Uint32Array.from({ length: MEMBERS }, (_, j) => j);
  const z = drawPerturbations(seed, 1, members, observations);
  return {
    predicted: normalMatrix(MEMBERS, observations, seed),
    observations: { values: normalMatrix(1, observations, seed + 1).data, error: scalarError(0.6) },
    alpha: 2,
    update,
    perturbations: z,
    z,
  };
}

const updated = (input: AnalysisInput, parameters: Matrix, backend = WASM): Matrix =>
  applyAnalysis(prepareAnalysis(input, backend), parameters, backend);

describe.each(UPDATES)('the %s update', (update) => {
  describe.each(SIZES)('with %i observations', (observations) => {
    const input = problem(observations, update);
    const parameters = normalMatrix(MEMBERS, 37, 5);
    const plain = updated(input, parameters);

    it('that standardising the parameters changes nothing', () => {
      const [mean, sd] = [ensembleMean(parameters), ensembleDeviation(parameters)];
      const standardised = mapMatrix(parameters, (value, _, k) => (value - mean[k]) / sd[k]);
      const back = mapMatrix(updated(input, standardised), (value, _, k) => value * sd[k] + mean[k]);
      expect(relativeDifference(back.data, plain.data)).toBeLessThan(1e-13);
    });

    it('that units of single parameters may differ by 40 orders of magnitude', () => {
      const unit = (k: number): number => 10 ** ((k % 9) * 5 - 20);
      const scaled = updated(
        input,
        mapMatrix(parameters, (value, _, k) => value * unit(k)),
      );
      const back = mapMatrix(scaled, (value, _, k) => value / unit(k));
      expect(relativeDifference(back.data, plain.data)).toBeLessThan(1e-13);
    });

    it.each([1e-10, 1e-5, 3, 1e5, 1e10])('that the unit of the observations does not matter: %s', (unit) => {
      for (const kind of ['scalar', 'diagonal', 'full'] as const) {
        const errorIn = (scale: number): AnalysisInput['observations']['error'] => {
          if (kind === 'scalar') return scalarError(0.6 * scale);
          if (kind === 'diagonal') return diagonalError(new Float64Array(observations).fill(0.6 * scale));
          const covariance = covarianceMatrix(observations, 3);
          return fullError(
            mapMatrix(covariance, (value) => value * scale * scale),
            WASM,
          );
        };
        const inUnit = (scale: number): Matrix =>
          updated(
            {
              ...input,
              predicted: mapMatrix(input.predicted, (value) => value * scale),
              observations: { values: input.observations.values.map((d) => d * scale), error: errorIn(scale) },
            },
            parameters,
          );
        expect(relativeDifference(inUnit(unit).data, inUnit(1).data)).toBeLessThan(1e-12);
      }
    });

    it('that a diagonal R as deviations and as a full matrix is the same R', () => {
      const sd = Float64Array.from({ length: observations }, (_, k) => 0.2 + 0.3 * k);
      const { values } = input.observations;
      const full = fullError(diagonalMatrix(sd.map((value) => value * value)), WASM);
      const asDiagonal = updated({ ...input, observations: { values, error: diagonalError(sd) } }, parameters);
      const asFull = updated({ ...input, observations: { values, error: full } }, parameters);
      expect(relativeDifference(asFull.data, asDiagonal.data)).toBeLessThan(1e-12);
      const same = diagonalError(new Float64Array(observations).fill(0.6));
      expect(updated({ ...input, observations: { values, error: same } }, parameters).data).toEqual(plain.data);
    });

    it('that alpha is a factor on R', () => {
      const { values } = input.observations;
      const inflated = { ...input, alpha: 1, observations: { values, error: scalarError(0.6 * Math.sqrt(2)) } };
      expect(relativeDifference(updated(inflated, parameters).data, plain.data)).toBeLessThan(1e-13);
    });

    it('that the order of the observations does not matter', () => {
      const order = permutation(observations, randomStream(3, 'order'));
      const reordered = {
        ...input,
        predicted: selectColumns(input.predicted, order),
        perturbations: selectColumns(input.z, order),
        observations: { ...input.observations, values: Float64Array.from(order, (k) => input.observations.values[k]) },
      };
      expect(relativeDifference(updated(reordered, parameters).data, plain.data)).toBeLessThan(1e-13);
    });

    it('that the order of the members does not matter, when their perturbations follow them', () => {
      const order = permutation(MEMBERS, randomStream(4, 'order'));
      const reordered = {
        ...input,
        predicted: selectRows(input.predicted, order),
        perturbations: selectRows(input.z, order),
      };
      const result = updated(reordered, selectRows(parameters, order));
      expect(relativeDifference(result.data, selectRows(plain, order).data)).toBeLessThan(1e-13);
    });

    it('that members stay in the span of the prior ensemble', () => {
      // Project the change of each member out of the anomalies' row space: nothing may be left.
      const A = anomalies(parameters, ensembleMean(parameters));
      const { values, vectors } = REFERENCE.symmetricEigen(REFERENCE.gram(A, 'columns'));
      const outside = Uint32Array.from(values.keys()).filter((k) => values[k] < 1e-9);
      expect(outside.length).toBe(37 - (MEMBERS - 1));
      const change = mapMatrix(plain, (value, j, k) => value - parameters.data[j * 37 + k]);
      const left = REFERENCE.multiply(change, selectColumns(vectors, outside));
      expect(Math.max(...change.data.map(Math.abs))).toBeGreaterThan(0.1);
      expect(Math.max(...left.data.map(Math.abs))).toBeLessThan(1e-12);
    });

    it('that no input is changed', () => {
      const arrays = [parameters, input.predicted, input.z].map(({ data }) => data).concat(input.observations.values);
      const before = arrays.map((data) => Float64Array.from(data));
      for (const backend of BACKENDS) {
        const operator = prepareAnalysis(input, backend);
        const matrices = operator.factors.map(({ matrix }) => matrix.data);
        const copies = matrices.map((data) => Float64Array.from(data));
        applyAnalysis(operator, parameters, backend);
        expect(matrices).toEqual(copies);
      }
      expect(arrays).toEqual(before);
    });
  });

  it('that parameters in blocks of any size get the bits that they get as a whole', () => {
    const widths = array(integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 });
    assert(
      property(widths, constantFrom(...SIZES), constantFrom(...BACKENDS), (blocks, observations, backend) => {
        const columns = blocks.reduce((sum, width) => sum + width, 0);
        const parameters = normalMatrix(MEMBERS, columns, columns);
        const operator = prepareAnalysis(problem(observations, update), backend);
        const whole = applyAnalysis(operator, parameters, backend);
        let from = 0;
        for (const width of blocks) {
          const chosen = Uint32Array.from({ length: width }, (_, k) => from + k);
          const block = applyAnalysis(operator, selectColumns(parameters, chosen), backend);
          expect(block.data).toEqual(selectColumns(whole, chosen).data);
          from += width;
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([NaN, Infinity, -Infinity])('that a value of %s stays in its column', (value) => {
    const parameters = normalMatrix(MEMBERS, 11, 6);
    const broken = mapMatrix(parameters, (sound, j, k) => (j === 2 && k === 4 ? value : sound));
    for (const backend of BACKENDS) {
      for (const observations of SIZES) {
        for (const count of [11, undefined]) {
          const operator = prepareAnalysis({ ...problem(observations, update), parameters: count }, backend);
          const [clean, result] = [parameters, broken].map((block) => applyAnalysis(operator, block, backend));
          const rest = Uint32Array.from({ length: 11 }, (_, k) => k).filter((k) => k !== 4);
          expect(selectColumns(result, rest)).toEqual(selectColumns(clean, rest));
          expect(selectColumns(result, [4]).data.every(Number.isNaN)).toBe(true);
        }
      }
    }
  });

  it('that the same holds at sizes that the kernels work through in several panels', () => {
    const members = Uint32Array.from({ length: 150 }, (_, j) => j);
    const parameters = normalMatrix(150, 1000, 9);
    for (const observations of [20, 200]) {
      const predicted = normalMatrix(150, observations, 8);
      const values = normalMatrix(1, observations, 7).data;
      const perturbations = drawPerturbations(1, 1, members, observations);
      const input = { predicted, observations: { values, error: scalarError(1) }, alpha: 1, update, perturbations };
      const operator = prepareAnalysis(input, WASM);
      const whole = applyAnalysis(operator, parameters, WASM);
      for (const [from, to] of [
        [0, 1],
        [1, 334],
        [334, 1000],
      ]) {
        const chosen = Uint32Array.from({ length: to - from }, (_, k) => from + k);
        const block = applyAnalysis(operator, selectColumns(parameters, chosen), WASM);
        expect(block.data).toEqual(selectColumns(whole, chosen).data);
      }
    }
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8])(
    'that the survivors span every parameter while members die (seed %i)',
    (seed) => {
      const model = { operator: normalMatrix(6, 10, seed), offset: new Float64Array(6) };
      let members: Uint32Array = Uint32Array.from({ length: 20 }, (_, j) => j);
      let parameters = normalMatrix(20, 10, seed + 50);
      const stream = randomStream(seed, 'deaths');
      for (let step = 1; step <= 9; step++) {
        const dead = stream.integer(members.length);
        const alive = Uint32Array.from(members.keys()).filter((j) => j !== dead);
        ({ members, parameters } = keepMembers(members, parameters, alive));
        const predicted = predictLinear(model, parameters);
        const perturbations = drawPerturbations(seed, step, members, 6);
        const observations = { values: new Float64Array(6).fill(1), error: scalarError(0.5) };
        parameters = updated({ predicted, observations, alpha: 9, update, perturbations }, parameters);
        const A = anomalies(parameters, ensembleMean(parameters));
        const { values } = REFERENCE.symmetricEigen(REFERENCE.gram(A, 'columns'));
        expect(Math.min(...values)).toBeGreaterThan(1e-9);
      }
      expect(members.length).toBe(11);
    },
  );
});

describe.each(BACKENDS)('the transform on $name', (backend) => {
  it.each(SIZES)('that T 1 = 0 and that the anomalies keep a mean of zero, with %i observations', (observations) => {
    const { factors } = prepareAnalysis(problem(observations, 'transform'), backend);
    const ones = createMatrix(MEMBERS, 1, new Float64Array(MEMBERS).fill(1));
    const rowSums = factors.reduceRight((product, { matrix }) => backend.multiply(matrix, product), ones);
    expect(Math.max(...rowSums.data.map(Math.abs))).toBeLessThan(1e-13);
  });

  it.each(SIZES)('that without innovation the mean stays where it is, with %i observations', (observations) => {
    const input = problem(observations, 'transform');
    const parameters = normalMatrix(MEMBERS, 8, 2);
    const values = ensembleMean(input.predicted);
    const result = updated({ ...input, observations: { ...input.observations, values } }, parameters, backend);
    expect(relativeDifference(ensembleMean(result), ensembleMean(parameters))).toBeLessThan(1e-12);
    expect(relativeDifference(result.data, parameters.data)).toBeGreaterThan(0.1);
  });

  it('that parameters without spread keep their value', () => {
    const constant = mapMatrix(createMatrix(MEMBERS, 3), (_, __, k) => k / 4);
    for (const observations of SIZES)
      expect(updated(problem(observations, 'transform'), constant, backend).data).toEqual(constant.data);
  });
});
