/** The loop of a run, without queue, files or failures: plan, evaluate, decide, update, inflate. */
import { selectColumns, type Backend, type Matrix } from '@enkit/numerics';
import { applyAnalysis, prepareAnalysis } from '../analysis.ts';
import { ensembleDeviation } from '../anomalies.ts';
import { expandPoints, weighEvidence } from '../evidence.ts';
import { planInflation } from '../analysis/planInflation.ts';
import { carryOut } from '../analysis/work.ts';
import { inflates } from '../inflation.ts';
import type { AssimilationMethod, EnsembleState, StopReason } from '../methods/method.ts';
import { selectObservations, type Observations } from '../observations.ts';
import { drawPerturbations } from '../perturbations.ts';
import { inDouble, REFERENCE } from './matrices.ts';

export interface TestRun {
  readonly parameters: Matrix;
  /** All training points, one output each. */
  readonly observations: Observations;
  /** X (Ne x Nm) -> Y at all training points. */
  readonly predict: (parameters: Matrix) => Matrix;
  readonly seed?: number;
  readonly backend?: Backend;
}

export interface TestResult {
  readonly state: EnsembleState;
  readonly alphas: readonly number[];
  readonly reason: StopReason;
}

/** Runs a method to its end. */
export function runMethod(method: AssimilationMethod, run: TestRun): TestResult {
  const members = Uint32Array.from({ length: run.parameters.rows }, (_, j) => j);
  let state: EnsembleState = { step: 0, members, parameters: run.parameters, inverseAlphaSum: 0 };
  const alphas: number[] = [];
  for (;;) {
    const next = method.plan(state);
    if (next.kind === 'stop') return { state, alphas, reason: next.reason };
    const step = takeStep(method, state, next.plan, run);
    if (typeof step === 'string') return { state, alphas, reason: step };
    const inverseAlphaSum = state.inverseAlphaSum + 1 / step.alpha;
    state = { members, parameters: step.parameters, step: next.plan.step, inverseAlphaSum };
    alphas.push(step.alpha);
  }
}

function takeStep(
  method: AssimilationMethod,
  state: EnsembleState,
  plan: Parameters<AssimilationMethod['decide']>[1],
  { observations: all, predict, seed = 1, backend = REFERENCE }: TestRun,
): { readonly parameters: Matrix; readonly alpha: number } | StopReason {
  const indices = plan.points && expandPoints(plan.points, 1);
  const before = inDouble(state.parameters);
  const predicted = indices ? selectColumns(predict(before), indices) : predict(before);
  const observed = indices ? selectObservations(all, indices, backend) : all;
  const weighed = weighEvidence(plan, predicted, observed, 1, backend);
  const decision = method.decide(state, plan, weighed.evidence);
  if (decision.kind === 'stop') return decision.reason;
  const perturbations = drawPerturbations(seed, plan.step, state.members, weighed.predicted.columns);
  const { alpha } = decision;
  const input = { predicted: weighed.predicted, observations: weighed.observations, alpha, perturbations };
  const parameters = applyAnalysis(prepareAnalysis({ ...input, update: method.update }, backend), before, backend);
  inflateIfAsked(method, state, parameters, seed, plan.step, backend);
  return { parameters, alpha };
}

function inflateIfAsked(
  { inflation }: AssimilationMethod,
  { members, parameters: before }: EnsembleState,
  updated: Matrix,
  seed: number,
  step: number,
  backend: Backend,
): void {
  if (!inflation || !inflates(inflation)) return;
  const deviationBefore = ensembleDeviation(before);
  const context = { seed, step, members, deviationBefore, priorDeviation: deviationBefore };
  carryOut(planInflation(updated, inflation, context), backend);
}
