import { copyMatrix, createMatrix, type Matrix } from '@enkit/numerics';
import { assert, double, property } from 'fast-check';
import { expect, it } from 'vitest';
import { planInflation } from './analysis/planInflation.ts';
import { carryOut, computeBlocks, type AnalysisWork } from './analysis/work.ts';
import { ensembleDeviation, ensembleMean } from './anomalies.ts';
import { inflates, type InflationContext, type InflationSettings } from './inflation.ts';
import { mapMatrix, normalMatrix, relativeDifference, WASM } from './testing/matrices.ts';

const MEMBERS = 40;
const members = Uint32Array.from({ length: MEMBERS }, (_, j) => j);
const NONE: InflationSettings = { multiplicative: 1, additive: 0, relaxation: 0 };

interface Result {
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly ensemble: Matrix;
}

it('that blocks inflated in any order give the same bits, and that what is not finite is told', () => {
  const settings = { multiplicative: 1.1, additive: 0.2, relaxation: 0.3 };
  const ones = new Float64Array(7).fill(1);
  const context = { seed: 1, step: 1, members, deviationBefore: ones, priorDeviation: ones };
  const [forwards, backwards] = [normalMatrix(MEMBERS, 7, 3), normalMatrix(MEMBERS, 7, 3)];
  expect(carryOut(planInflation(forwards, settings, context), WASM)).toBe(true);
  const plan = planInflation(backwards, settings, context);
  for (let group = plan.next(); !group.done; group = plan.next()) group.value.forEach(computeBackwards);
  expect(backwards.data).toEqual(forwards.data);
  expect(forwards.data).not.toEqual(normalMatrix(MEMBERS, 7, 3).data);
  backwards.data[9] = Infinity;
  expect(carryOut(planInflation(backwards, settings, context), WASM)).toBe(false);
});

function computeBackwards(work: AnalysisWork): void {
  for (let block = work.blocks - 1; block >= 0; block--) {
    const taken = [block];
    computeBlocks([work], () => taken.pop(), WASM);
  }
}

function inflated(
  ensemble: Matrix,
  settings: Partial<InflationSettings>,
  context: Partial<InflationContext> = {},
): Result {
  const copy = copyMatrix(ensemble);
  const ones = new Float64Array(ensemble.columns).fill(1);
  const base = {
    seed: 1,
    step: 1,
    members: members.slice(0, ensemble.rows),
    deviationBefore: ones,
    priorDeviation: ones,
  };
  carryOut(planInflation(copy, { ...NONE, ...settings }, { ...base, ...context }), WASM);
  return { mean: ensembleMean(copy), deviation: ensembleDeviation(copy), ensemble: copy };
}

/** Standard deviations sd[k] exactly, means k. */
function ensembleOf(sd: ArrayLike<number>, seed = 1): Matrix {
  const drawn = normalMatrix(MEMBERS, sd.length, seed);
  const [mean, deviation] = [ensembleMean(drawn), ensembleDeviation(drawn)];
  return mapMatrix(drawn, (value, _, k) => k + (sd[k] * (value - mean[k])) / deviation[k]);
}

it('that relaxation to prior spread gives sa + a (sb - sa), and keeps the mean', () => {
  const sa = [0.1, 0.5, 2];
  const deviationBefore = Float64Array.of(1, 0.5, 3);
  for (const relaxation of [0.3, 0.7, 1]) {
    const { deviation, mean } = inflated(ensembleOf(sa), { relaxation }, { deviationBefore });
    const expected = sa.map((value, k) => value + relaxation * (deviationBefore[k] - value));
    expect(relativeDifference(deviation, expected)).toBeLessThan(1e-13);
    expect(relativeDifference(mean, [0, 1, 2])).toBeLessThan(1e-13);
  }
});

it('that multiplicative inflation is exact below the prior deviation, capped at it, and never shrinks', () => {
  const sd = [0.1, 0.8, 0.95, 1, 1.3];
  const { deviation, mean } = inflated(ensembleOf(sd), { multiplicative: 1.1 });
  expect(relativeDifference(deviation, [0.11, 0.88, 1, 1, 1.3])).toBeLessThan(1e-13);
  expect(relativeDifference(mean, [0, 1, 2, 3, 4])).toBeLessThan(1e-13);
});

it('that inflation step after step ends at the prior deviation and not beyond', () => {
  let ensemble = ensembleOf([1e-3, 0.2, 0.9]);
  const priorDeviation = Float64Array.of(0.5, 2, 1);
  for (let step = 1; step <= 1000; step++) {
    ({ ensemble } = inflated(ensemble, { multiplicative: 1.01 }, { priorDeviation, step }));
    ensembleDeviation(ensemble).forEach((sd, k) => expect(sd).toBeLessThanOrEqual(priorDeviation[k] * (1 + 1e-12)));
  }
  expect(relativeDifference(ensembleDeviation(ensemble), priorDeviation)).toBeLessThan(1e-11);
});

it('that factor and relaxation lie between no inflation and the larger of the bounds', () => {
  const positive = double({ min: 1e-6, max: 10, noNaN: true });
  const share = double({ min: 0, max: 1, noNaN: true });
  assert(
    property(
      positive,
      positive,
      positive,
      share,
      double({ min: 1, max: 3, noNaN: true }),
      (sa, sb, sp, relaxation, multiplicative) => {
        const context = { deviationBefore: Float64Array.of(sb), priorDeviation: Float64Array.of(sp) };
        const sd = inflated(ensembleOf([sa]), { relaxation, multiplicative }, context).deviation[0];
        const relaxed = sa + relaxation * (sb - sa);
        expect(sd).toBeGreaterThanOrEqual(relaxed * (1 - 1e-9));
        expect(sd).toBeLessThanOrEqual(Math.max(relaxed, sp) * (1 + 1e-9));
        expect(sd).toBeLessThanOrEqual(relaxed * multiplicative * (1 + 1e-9));
      },
    ),
  );
});

it('that additive inflation adds q^2 sp^2 to the variance of independent members', () => {
  const many = 20_000;
  const ids = Uint32Array.from({ length: many }, (_, j) => j);
  const [sd, sp, q] = [0.5, 2, 0.3];
  const drawn = mapMatrix(normalMatrix(many, 1, 7), (value) => sd * value);
  const before = ensembleDeviation(drawn)[0];
  const context = { members: ids, priorDeviation: Float64Array.of(sp) };
  const { deviation, ensemble } = inflated(drawn, { additive: q }, context);
  const added = deviation[0] ** 2 - before ** 2;
  expect(Math.abs(added / (q * sp) ** 2 - 1)).toBeLessThan(0.05);
  const noise = ensembleDeviation(mapMatrix(ensemble, (value, j) => value - drawn.data[j]))[0];
  expect(Math.abs(noise / (q * sp) - 1)).toBeLessThan(0.02);
});

it('that additive noise depends on seed, step and member id, and on nothing else', () => {
  const ensemble = ensembleOf([1, 1]);
  const noisy = (context: Partial<InflationContext>): Matrix => inflated(ensemble, { additive: 0.1 }, context).ensemble;
  const plain = noisy({});
  expect(noisy({}).data).toEqual(plain.data);
  expect(noisy({ step: 2 }).data).not.toEqual(plain.data);
  expect(noisy({ seed: 2 }).data).not.toEqual(plain.data);
  // Without member 0 the others get the same noise.
  const survivors = createMatrix(MEMBERS - 1, 2, ensemble.data.slice(2));
  const rest = inflated(survivors, { additive: 0.1 }, { members: members.slice(1) }).ensemble;
  expect(relativeDifference(rest.data, plain.data.slice(2))).toBeLessThan(1e-15);
});

it('that a parameter without spread stays as it is, whatever the factors', () => {
  for (const value of [0, 0.1, 1 / 3, 1e100, -7e-5]) {
    const constant = mapMatrix(createMatrix(10, 1), () => value);
    const { ensemble } = inflated(constant, { multiplicative: 2, relaxation: 0.9 });
    expect(ensemble.data).toEqual(constant.data);
  }
});

it('that neutral settings change no bit and need not be applied', () => {
  const ensemble = ensembleOf([0.3, 1, 5]);
  expect(inflated(ensemble, {}).ensemble.data).toEqual(ensemble.data);
  expect(inflates(NONE)).toBe(false);
  expect(inflates({ ...NONE, multiplicative: 1.01 })).toBe(true);
  expect(inflates({ ...NONE, additive: 0.1 })).toBe(true);
  expect(inflates({ ...NONE, relaxation: 0.1 })).toBe(true);
});
