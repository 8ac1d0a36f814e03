import { assert, double, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalarError } from '../observations.ts';
import { normalMatrix } from '../testing/matrices.ts';
import { predictLinear } from '../testing/linearGaussian.ts';
import { runMethod, type TestResult } from '../testing/runMethod.ts';
import { createEsMda, esMdaAlphas, type EsMdaMethodSettings } from './esMda.ts';
import type { EnsembleState, StepEvidence } from './method.ts';

const base: EsMdaMethodSettings = { type: 'es-mda', update: 'stochastic', alpha: 'constant', ratio: 1.6 };
const model = { operator: normalMatrix(5, 3, 1), offset: new Float64Array(5) };

function run(settings: Partial<EsMdaMethodSettings>, sd = 0.3): TestResult {
  return runMethod(createEsMda({ ...base, ...settings }), {
    parameters: normalMatrix(12, 3, 2),
    observations: { values: normalMatrix(1, 5, 3).data, error: scalarError(sd) },
    predict: (X) => predictLinear(model, X),
  });
}

describe('a schedule known beforehand', () => {
  it('that it takes one step for each alpha, in their order, and ends with sum 1/alpha = 1', () => {
    for (const [settings, alphas] of [
      [{ steps: 4 }, [4, 4, 4, 4]],
      [{ steps: 4, alpha: 'geometric', ratio: 2 }, [15, 7.5, 3.75, 1.875]],
      [{ alpha: [28 / 3, 7, 4, 2] }, [28 / 3, 7, 4, 2]],
    ] as const) {
      const result = run(settings);
      expect(result.alphas).toEqual(alphas);
      expect(result.reason).toBe('sum 1/alpha reached');
      expect(result.state.step).toBe(4);
      expect(result.state.inverseAlphaSum).toBeCloseTo(1, 14);
    }
  });

  it('that a number of steps and the list it stands for give the same bits', () => {
    for (const update of ['stochastic', 'transform'] as const)
      expect(run({ update, steps: 4 }).state.parameters.data).toEqual(
        run({ update, alpha: [4, 4, 4, 4] }).state.parameters.data,
      );
  });

  it('that it takes 16 steps when none are named', () => {
    expect(esMdaAlphas(base)).toEqual(Array.from({ length: 16 }, () => 16));
  });

  it('that plans count steps from 1 and say how many there are', () => {
    const state: EnsembleState = {
      step: 2,
      members: new Uint32Array(0),
      parameters: normalMatrix(0, 0, 1),
      inverseAlphaSum: 0.5,
    };
    expect(createEsMda({ ...base, steps: 4 }).plan(state)).toEqual({
      kind: 'step',
      plan: { step: 3, plannedSteps: 4 },
    });
  });

  it.each([
    [[2, 3], /expected sum 1\/alpha = 1, got 0.83/],
    [[], /expected sum 1\/alpha = 1, got 0/],
    [[-1, 0.5], /expected positive alphas, got -1/],
    [[0], /expected positive alphas, got 0/],
    [[NaN, 1], /expected positive alphas, got NaN/],
    [[1, Infinity], /expected positive alphas, got Infinity/],
  ])('that the list %j is refused', (alpha, message) => {
    expect(() => createEsMda({ ...base, alpha })).toThrow(message);
  });

  it('that a geometric list which overflows is refused instead of giving NaN', () => {
    expect(() => createEsMda({ ...base, alpha: 'geometric', steps: 400, ratio: 10 })).toThrow(
      /expected positive alphas/,
    );
  });
});

describe('the adaptive schedule', () => {
  const adaptive = createEsMda({ ...base, alpha: 'adaptive' });
  const stateAt = (inverseAlphaSum: number, step = 0): EnsembleState => ({
    step,
    members: new Uint32Array(0),
    parameters: normalMatrix(0, 0, 1),
    inverseAlphaSum,
  });
  const evidence = (misfits: readonly number[], observations: number): StepEvidence => ({
    misfits: Float64Array.from(misfits),
    observations,
    discrepancy: 1,
  });

  it('that alpha is that of the data-misfit controller, computed by hand', () => {
    // Phi = 100, 200, 300: mean 200, variance 10,000. Nd = 40: 40 / 400 = 0.1 against sqrt(40 / 20,000) = 0.0447.
    expect(adaptive.decide(stateAt(0), { step: 1 }, evidence([100, 200, 300], 40))).toEqual({
      kind: 'assimilate',
      alpha: 10,
    });
    // Phi = 199, 200, 201: variance 1, sqrt(40 / 2) = 4.47 is more than what is left.
    expect(adaptive.decide(stateAt(0.75), { step: 1 }, evidence([199, 200, 201], 40))).toEqual({
      kind: 'assimilate',
      alpha: 4,
    });
  });

  it('that the last step takes what is left to 1, also from an exact fit', () => {
    for (const misfits of [
      [0, 0, 0],
      [1e-3, 2e-3, 3e-3],
    ])
      expect(adaptive.decide(stateAt(0.5), { step: 3 }, evidence(misfits, 10))).toEqual({
        kind: 'assimilate',
        alpha: 2,
      });
  });

  it('that it ends itself with sum 1/alpha = 1, whatever the observation error', () => {
    assert(
      property(double({ min: -4, max: 2, noNaN: true }), (exponent) => {
        const { state, alphas, reason } = run({ alpha: 'adaptive' }, 10 ** exponent);
        expect(reason).toBe('sum 1/alpha reached');
        expect(Math.abs(alphas.reduce((sum, alpha) => sum + 1 / alpha, 0) - 1)).toBeLessThan(1e-9);
        expect(Math.abs(state.inverseAlphaSum - 1)).toBeLessThan(1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it('that smaller observation errors take more steps', () => {
    const steps = [10, 0.3, 0.01, 0.001].map((sd) => run({ alpha: 'adaptive' }, sd).alphas.length);
    expect(steps[0]).toBe(1);
    for (let i = 1; i < steps.length; i++) expect(steps[i]).toBeGreaterThan(steps[i - 1]);
  });

  it('that it says so when the steps allowed do not suffice', () => {
    const { reason, alphas } = run({ alpha: 'adaptive', steps: 2 }, 1e-3);
    expect(reason).toBe('steps exhausted before sum 1/alpha = 1');
    expect(alphas.length).toBe(2);
  });

  it('that it may stop within 1e-9 of 1, and not before', () => {
    expect(adaptive.plan(stateAt(1 - 0.9e-9, 3)).kind).toBe('stop');
    expect(adaptive.plan(stateAt(1 - 1.1e-9, 3)).kind).toBe('step');
  });
});
