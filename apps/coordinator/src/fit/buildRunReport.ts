/** Gathers what the report of a run shows. */
import { ensembleMean, type EnsembleState } from '@enkit/assimilation';
import type { RunResult, StepRecord } from '@enkit/contracts';
import { quantileOfSorted, type AnyMatrix } from '@enkit/numerics';
import type { Manifest } from '@enkit/storage';
import type { AssimilationProblem } from '../problem/problem.ts';
import type { ParameterEstimate, RunReport } from '../report/runReport.ts';
import type { FinalScores } from '../run/finalScores.ts';
import type { Session } from '../run/session.ts';
import { buildFits } from './buildFits.ts';

export interface FinishedRun {
  readonly session: Session;
  readonly ensemble: EnsembleState;
  readonly steps: readonly StepRecord[];
  readonly result: RunResult;
  readonly scores: FinalScores;
  readonly manifest: Manifest;
  readonly command: string;
}

export function buildRunReport({
  session,
  ensemble,
  steps,
  result,
  scores,
  manifest,
  command,
}: FinishedRun): RunReport {
  const { problem, experiment } = session;
  const { experimentText, versions, gitRevision, backend, seeds, createdAt } = manifest;
  return {
    result,
    experiment,
    experimentText,
    size: {
      inputs: problem.train.inputs.columns,
      outputs: problem.train.targets.columns,
      parameters: problem.prior.scale.length,
      trainingPoints: problem.train.targets.rows,
      testPoints: problem.test.targets.rows,
    },
    steps,
    provenance: { versions, backend, seeds, createdAt, command, ...(gitRevision && { gitRevision }) },
    fits: buildFits(problem, scores),
    estimates: estimates(problem, ensemble.parameters),
  };
}

/** Named parameters of a forward model; the weights of a network have no meaning one by one. */
function estimates({ model, parameterNames, prior }: AssimilationProblem, parameters: AnyMatrix): ParameterEstimate[] {
  if (model.type === 'mlp') return [];
  const posteriorMean = ensembleMean(parameters);
  return parameterNames.map(({ name }, k) => {
    const sorted = Float64Array.from(
      { length: parameters.rows },
      (_, j) => parameters.data[j * parameters.columns + k],
    ).sort();
    return {
      name,
      prior: { mean: prior.mean?.[k] ?? 0, sd: prior.spread * prior.scale[k] },
      posterior: { mean: posteriorMean[k], low: quantileOfSorted(sorted, 0.05), high: quantileOfSorted(sorted, 0.95) },
    };
  });
}
