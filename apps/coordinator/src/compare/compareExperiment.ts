/** One experiment by several methods from several seeds, one after the other, each on all threads. */
import { EnkitError, type Experiment } from '@enkit/contracts';
import type { ForwardPool } from '@enkit/evaluation';
import { ModelError } from '@enkit/models';
import { createBackend } from '@enkit/numerics';
import { createProblem } from '../problem/createProblem.ts';
import type { RunListener } from '../run/events.ts';
import type { ComparedMethod } from './comparedMethod.ts';
import { ensembleOutcome } from './ensembleOutcome.ts';
import { gradientOutcome } from './gradientOutcome.ts';
import { failedOutcome, type MethodOutcome } from './outcome.ts';

export interface ComparisonSetup {
  readonly experiment: Experiment;
  /** Folder to which the experiment's paths are relative. */
  readonly directory: string;
  readonly methods: readonly ComparedMethod[];
  readonly seeds: readonly number[];
  readonly pool: ForwardPool;
  readonly signal: AbortSignal;
  /** The listener of one run. */
  listenTo(method: string, seed: number): RunListener;
  onOutcome(method: string, outcome: MethodOutcome): void;
}

export interface MethodOutcomes {
  readonly method: ComparedMethod;
  readonly outcomes: readonly MethodOutcome[];
}

/** Outcomes by method, in the given order. With an aborted signal, those that were ready. */
export async function compareExperiment(setup: ComparisonSetup): Promise<MethodOutcomes[]> {
  const results = setup.methods.map((method) => ({ method, outcomes: new Array<MethodOutcome>() }));
  for (const seed of setup.seeds) {
    for (const { method, outcomes } of results) {
      if (setup.signal.aborted) return results;
      const outcome = await runOne(setup, method, seed);
      if (!outcome) return results;
      outcomes.push(outcome);
      setup.onOutcome(method.name, outcome);
    }
  }
  return results;
}

async function runOne(
  setup: ComparisonSetup,
  method: ComparedMethod,
  seed: number,
): Promise<MethodOutcome | undefined> {
  const { pool, signal } = setup;
  const experiment = experimentOf(setup.experiment, method, seed);
  const problem = await createProblem(
    experiment,
    setup.directory,
    createBackend(experiment.evaluation.backend ?? 'wasm'),
  );
  const run = `${experiment.name}-${method.name}-${seed}`;
  try {
    if (method.kind === 'gradient')
      return await gradientOutcome({ experiment, problem, settings: method.settings, pool });
    return await ensembleOutcome({ run, experiment, problem, pool, signal, listen: setup.listenTo(method.name, seed) });
  } catch (error) {
    if (isMethodFailure(error)) return failedOutcome(seed, error.message);
    throw error;
  }
}

/** A method that diverges is a result of the comparison. */
function isMethodFailure(error: unknown): error is EnkitError | ModelError {
  if (error instanceof ModelError) return error.code === 'BASELINE_DIVERGED';
  return error instanceof EnkitError && (error.code === 'ANALYSIS_FAILED' || error.code === 'TOO_FEW_MEMBERS');
}

/** The experiment with the compared method and seed in place of its own. */
function experimentOf(experiment: Experiment, method: ComparedMethod, seed: number): Experiment {
  const ensemble = { ...experiment.ensemble, seed };
  return method.kind === 'ensemble' ? { ...experiment, method: method.method, ensemble } : { ...experiment, ensemble };
}
