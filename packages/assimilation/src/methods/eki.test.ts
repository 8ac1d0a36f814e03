import { constantFrom, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensembleMean } from '../anomalies.ts';
import { expandPoints } from '../evidence.ts';
import { scalarError } from '../observations.ts';
import { predictLinear } from '../testing/linearGaussian.ts';
import { normalMatrix } from '../testing/matrices.ts';
import { runMethod, type TestResult } from '../testing/runMethod.ts';
import { createEki, type EkiMethodSettings } from './eki.ts';
import type { AssimilationMethod, EnsembleState, StepEvidence, StepPlan } from './method.ts';

const POINTS = 20;
const base: EkiMethodSettings = {
  type: 'eki',
  update: 'transform',
  relaxation: 4,
  stop: { steps: 6 },
  inflation: { multiplicative: 1, additive: 0, relaxation: 0 },
};
const NO_PARAMETERS = normalMatrix(0, 0, 1);

const stateAt = (step: number, rest: Partial<EnsembleState> = {}): EnsembleState => ({
  step,
  members: new Uint32Array(0),
  parameters: NO_PARAMETERS,
  inverseAlphaSum: 0,
  ...rest,
});

const evidence = (misfits: readonly number[], rest: Partial<StepEvidence> = {}): StepEvidence => ({
  misfits: Float64Array.from(misfits),
  observations: 40,
  discrepancy: 10,
  ...rest,
});

const eki = (settings: Partial<EkiMethodSettings>, points = POINTS, seed = 1): AssimilationMethod =>
  createEki({ ...base, ...settings }, { points, seed });

function planOf(method: AssimilationMethod, step: number): StepPlan {
  const next = method.plan(stateAt(step));
  if (next.kind === 'stop') throw new Error(`expected a step, got ${next.reason}`);
  return next.plan;
}

/** Points that a step assimilates, and points that it only evaluates. */
function split(method: AssimilationMethod, step: number): { assimilated: number[]; heldOut: number[] } {
  const { points, assimilated } = planOf(method, step);
  if (!points || !assimilated) throw new Error('expected a split');
  const chosen = new Set(assimilated);
  const heldOut = [...points].filter((_, i) => !chosen.has(i));
  return { assimilated: Array.from(assimilated, (i) => points[i]), heldOut };
}

const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);
const ALL = Array.from({ length: POINTS }, (_, i) => i);

describe('the step', () => {
  it('that it is the controller step times the relaxation, computed by hand', () => {
    // Mean 200, variance 10,000, Nd = 40: 4 max(40 / 400, sqrt(40 / 20,000)) = 0.4.
    const decision = eki({}).decide(stateAt(0), { step: 1 }, evidence([100, 200, 300]));
    expect(decision).toEqual({ kind: 'assimilate', alpha: 2.5 });
  });

  it('that sum 1/alpha goes on past 1, and stops where it is told to', () => {
    const unlimited = fit({ stop: { steps: 6 } });
    expect(unlimited.reason).toBe('steps done');
    expect(unlimited.alphas.length).toBe(6);
    expect(unlimited.state.inverseAlphaSum).toBeGreaterThan(1);
    const limited = fit({ stop: { steps: 60, inverseAlphaSum: 0.7 } });
    expect(limited.reason).toBe('sum 1/alpha reached');
    expect(limited.state.inverseAlphaSum).toBeCloseTo(0.7, 14);
  });

  it('that a nominal observation error drops out: only the relaxation counts', () => {
    const [coarse, fine] = [0.3, 0.0003].map((sd) => fit({}, sd).state.parameters.data);
    coarse.forEach((value, k) => expect(value).toBeCloseTo(fine[k], 9));
  });
});

describe('where it stops', () => {
  it('that it takes no more than the steps allowed', () => {
    expect(eki({}).plan(stateAt(5)).kind).toBe('step');
    expect(eki({}).plan(stateAt(6))).toEqual({ kind: 'stop', reason: 'steps done' });
  });

  it('that rounding in sum 1/alpha does not ask for one more step', () => {
    const method = eki({ stop: { steps: 60, inverseAlphaSum: 3 } });
    expect(method.plan(stateAt(5, { inverseAlphaSum: 3 * (1 - 1e-15) })).kind).toBe('stop');
    expect(method.plan(stateAt(5, { inverseAlphaSum: 2.9 })).kind).toBe('step');
  });

  it('that it stops when the discrepancy is reached, before it assimilates', () => {
    const method = eki({ stop: { steps: 60, discrepancy: 1 } });
    const decide = (discrepancy: number): unknown =>
      method.decide(stateAt(3), { step: 4 }, evidence([1, 2, 3], { discrepancy }));
    expect(decide(1.01)).toMatchObject({ kind: 'assimilate' });
    expect(decide(1)).toEqual({ kind: 'stop', reason: 'discrepancy reached' });
  });

  it('that it stops when the held-out score has not improved for as long as its patience', () => {
    const method = eki({ stop: { steps: 60, heldOut: { fraction: 0.2, patience: 3 } } });
    const best = { score: 1, step: 4, members: new Uint32Array(0), parameters: NO_PARAMETERS };
    const decide = (step: number): unknown => method.decide(stateAt(step, { best }), { step }, evidence([1, 2, 3]));
    expect(decide(6)).toMatchObject({ kind: 'assimilate' });
    expect(decide(7)).toEqual({ kind: 'stop', reason: 'held-out score no longer improves' });
    expect(method.keepsBest).toBe(true);
  });

  it('that with held-out data the ensemble of the last step is scored before it stops', () => {
    const method = eki({ stop: { steps: 6, heldOut: { fraction: 0.2, patience: 9 } } });
    expect(method.plan(stateAt(6)).kind).toBe('step');
    expect(method.decide(stateAt(6), { step: 7 }, evidence([1, 2, 3]))).toEqual({ kind: 'stop', reason: 'steps done' });
  });

  it('that an exact fit ends it, and misfits without variance do not', () => {
    const decide = (misfits: readonly number[]): unknown => eki({}).decide(stateAt(0), { step: 1 }, evidence(misfits));
    expect(decide([0, 0, 0])).toEqual({ kind: 'stop', reason: 'exact fit' });
    expect(decide([5, 5, 5])).toEqual({ kind: 'assimilate', alpha: 1 / 16 });
  });
});

describe('held-out points', () => {
  const method = eki({ stop: { steps: 60, heldOut: { fraction: 0.25, patience: 3 } } });

  it('that they are a fixed share, evaluated in every step and never assimilated', () => {
    const first = split(method, 0);
    expect(first.heldOut.length).toBe(5);
    for (let step = 0; step < 10; step++) {
      const { assimilated, heldOut } = split(method, step);
      expect(heldOut).toEqual(first.heldOut);
      expect(ascending([...assimilated, ...heldOut])).toEqual(ALL);
    }
  });

  it('that no batch ever touches them, for any size, share and seed', () => {
    assert(
      property(
        integer({ min: 2, max: 60 }),
        integer({ min: 1, max: 70 }),
        integer({ min: 1, max: 9 }),
        constantFrom(1, 2, 3),
        (points, batch, tenths, seed) => {
          const held = eki(
            { batch, stop: { steps: 500, heldOut: { fraction: tenths / 10, patience: 3 } } },
            points,
            seed,
          );
          const { heldOut } = split(held, 0);
          expect(heldOut.length).toBeGreaterThan(0);
          expect(heldOut.length).toBeLessThan(points);
          const steps = Math.ceil((points - heldOut.length) / batch);
          const epoch = Array.from({ length: steps }, (_, step) => split(held, step));
          const seen = epoch.flatMap(({ assimilated }) => assimilated);
          expect(ascending([...seen, ...heldOut])).toEqual(Array.from({ length: points }, (_, i) => i));
          for (const step of epoch) expect(step.heldOut).toEqual(heldOut);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('that the choice depends on the seed', () => {
    const chosen = (seed: number): number[] =>
      split(eki({ stop: { steps: 9, heldOut: { fraction: 0.25, patience: 3 } } }, POINTS, seed), 0).heldOut;
    expect(chosen(3)).toEqual(chosen(3));
    expect(chosen(3)).not.toEqual(chosen(4));
  });

  it('that one training point cannot be split', () => {
    const stop = { steps: 9, heldOut: { fraction: 0.5, patience: 3 } };
    expect(() => eki({ stop }, 1)).toThrow(/at least 2 training points/);
    expect(split(eki({ stop }, 2), 0).assimilated.length).toBe(1);
  });
});

describe('mini-batches', () => {
  it('that every point is used once an epoch, in another order each epoch', () => {
    const method = eki({ batch: 6, stop: { steps: 500 } });
    const epochs = [0, 1, 2].map((epoch) => [0, 1, 2, 3].map((index) => split(method, 4 * epoch + index).assimilated));
    for (const epoch of epochs) {
      expect(epoch.map((points) => points.length)).toEqual([6, 6, 6, 2]);
      expect(ascending(epoch.flat())).toEqual(ALL);
    }
    expect(new Set(epochs.map(String)).size).toBe(3);
  });

  it('that without batches and held-out points a plan names none: all are assimilated', () => {
    expect(planOf(eki({}), 0)).toEqual({ step: 1, plannedSteps: 6 });
  });

  it('that points with several outputs expand to their observations', () => {
    expect([...expandPoints(Uint32Array.of(2, 0), 3)]).toEqual([6, 7, 8, 0, 1, 2]);
  });
});

const model = { operator: normalMatrix(POINTS, 4, 1), offset: new Float64Array(POINTS) };
const truth = normalMatrix(1, 4, 2);

function fit(settings: Partial<EkiMethodSettings>, sd = 0.1): TestResult {
  return runMethod(eki(settings), {
    parameters: normalMatrix(12, 4, 3),
    observations: { values: predictLinear(model, truth).data, error: scalarError(sd) },
    predict: (X) => predictLinear(model, X),
  });
}

it('that as an optimiser it finds the parameters of noise-free data, in mini-batches too', () => {
  for (const settings of [
    { relaxation: 64, stop: { steps: 40 } },
    { relaxation: 64, batch: 7, stop: { steps: 120 } },
  ]) {
    const mean = ensembleMean(fit(settings).state.parameters);
    truth.data.forEach((value, k) => expect(mean[k]).toBeCloseTo(value, 6));
  }
});
