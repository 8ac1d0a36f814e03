/** A comparison as the report shows it. */
import type { Experiment } from '@enkit/contracts';
import type { ComparisonReport, MethodResult, ProblemComparison, SeedResult } from '../report/comparisonReport.ts';
import { describeProvenance } from '../run/provenance.ts';
import type { ComparedMethod } from './comparedMethod.ts';
import type { MethodOutcomes } from './compareExperiment.ts';
import type { MethodOutcome } from './outcome.ts';

export interface ComparedExperiment {
  readonly experiment: Experiment;
  readonly text: string;
  readonly methods: readonly MethodOutcomes[];
}

export async function buildComparisonReport(
  title: string,
  compared: readonly ComparedExperiment[],
  command: string,
): Promise<ComparisonReport> {
  const [{ experiment }] = compared;
  const provenance = await describeProvenance(experiment, experiment.evaluation.backend ?? 'wasm');
  return {
    title,
    problems: compared.map(problemOf),
    provenance: { ...provenance, createdAt: new Date().toISOString(), command },
  };
}

function problemOf({ experiment, text, methods }: ComparedExperiment): ProblemComparison {
  return {
    name: experiment.name,
    ...(experiment.source && { description: experiment.source }),
    output: { name: experiment.data.source === 'file' ? experiment.data.outputs[0] : 'y' },
    experimentText: text,
    methods: methods.filter(({ outcomes }) => outcomes.length > 0).map(methodOf),
  };
}

function methodOf({ method, outcomes }: MethodOutcomes): MethodResult {
  const [first] = outcomes;
  return {
    method: method.name,
    settings: describeSettings(method),
    seeds: outcomes.map(seedOf),
    trajectories: outcomes.map(({ seed, trajectory }) => ({ seed, ...trajectory })),
    ...(first.fit && { fit: first.fit, fitSeed: first.seed }),
    ...(first.steps && { steps: first.steps }),
  };
}

function seedOf(outcome: MethodOutcome): SeedResult {
  const { seed, rmse, r2, passes, seconds, cpuSeconds } = outcome;
  const { coverage90, coverageForecast, rmseTestSecondHalf, failure } = outcome;
  return {
    seed,
    rmse,
    r2,
    passes,
    seconds,
    cpuSeconds,
    ...(coverage90 !== undefined && { coverage90 }),
    ...(coverageForecast !== undefined && { coverageForecast }),
    ...(rmseTestSecondHalf !== undefined && { rmseTestSecondHalf }),
    ...(failure !== undefined && { failure }),
  };
}

/** The settings that are single values, such as "learningRate 0.01, epochs 1000". */
function describeSettings(method: ComparedMethod): string {
  return Object.entries(method.kind === 'gradient' ? method.settings : ensembleSettings(method))
    .filter(([key, value]) => key !== 'type' && (typeof value === 'string' || typeof value === 'number'))
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
}

function ensembleSettings({ ensemble, method }: Extract<ComparedMethod, { kind: 'ensemble' }>): object {
  return { members: ensemble.size, ...method, ...(method.type === 'eki' && { steps: method.stop.steps }) };
}
