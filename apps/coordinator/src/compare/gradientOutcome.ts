/** Runs one gradient method from one seed on a worker thread and scores its snapshots as the ensembles are scored. */
import { coefficientOfDetermination, rootMeanSquareError } from '@enkit/assimilation';
import { EnkitError, type BaselineSettings, type Experiment } from '@enkit/contracts';
import type { ForwardPool } from '@enkit/evaluation';
import { applyStandardisation, createMlpForward, type MlpSpecification } from '@enkit/models';
import { createBackend, createMatrix, mean, type Backend, type Matrix } from '@enkit/numerics';
import { buildFits } from '../fit/buildFits.ts';
import { predictedColumns } from '../fit/predictedColumns.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import { rowMatrix, toDataUnits } from '../problem/units.ts';
import type { MethodOutcome } from './outcome.ts';

const SNAPSHOTS = 40;

export interface GradientSetup {
  readonly experiment: Experiment;
  readonly problem: AssimilationProblem;
  readonly settings: BaselineSettings;
  readonly pool: ForwardPool;
}

export async function gradientOutcome({ experiment, problem, settings, pool }: GradientSetup): Promise<MethodOutcome> {
  const backend = createBackend(experiment.evaluation.backend ?? 'wasm');
  const model = networkOf(problem);
  const data = { inputs: problem.points.train, targets: applyStandardisation(problem.outputs, problem.train.targets) };
  const { seed } = experiment.ensemble;
  const streamed = settings.type === 'adam-replay';
  const steps = stepsOf(settings, data.inputs.rows);
  const cpuBegan = process.cpuUsage();
  const outcome = await pool.train({
    backend: backend.name,
    settings,
    model,
    data,
    seed,
    snapshotEvery: Math.max(1, Math.floor(steps / SNAPSHOTS)),
  });
  const cpu = process.cpuUsage(cpuBegan);
  const scorer = createScorer(problem, model, backend);
  const { train, test } = scorer.score(outcome.parameters, data.inputs.rows);
  // A stream's passes are summed over its observations; here they are per observation, as for every other method.
  const perSample = streamed ? 1 / data.inputs.rows : 1;
  const snapshots = outcome.snapshots.map(({ progress, parameters }) => ({
    passes: progress.passes * perSample,
    rmseTest: scorer.testRmse(parameters, streamed ? progress.epoch : data.inputs.rows),
  }));
  const late = snapshots.slice(Math.floor(snapshots.length / 2));
  return {
    seed,
    rmse: { train: train.rmse, test: test.rmse },
    r2: { train: train.r2, test: test.r2 },
    passes: outcome.progress.passes * perSample,
    seconds: outcome.seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    ...(streamed && late.length > 0 && { rmseTestSecondHalf: mean(late.map(({ rmseTest }) => rmseTest)) }),
    trajectory: { passes: snapshots.map(({ passes }) => passes), rmseTest: snapshots.map(({ rmseTest }) => rmseTest) },
    fit: scorer.fit(outcome.parameters),
  };
}

function stepsOf(settings: BaselineSettings, observations: number): number {
  switch (settings.type) {
    case 'levenberg-marquardt':
      return settings.iterations;
    case 'adam-replay':
      return observations;
    case 'gradient-descent':
    case 'momentum':
    case 'adam':
      return settings.epochs;
  }
}

function networkOf({ model }: AssimilationProblem): MlpSpecification {
  if (model.type === 'mlp') return model;
  throw new EnkitError('CFG_CONFLICT', {
    location: { file: '--methods', key: 'model.type' },
    expected: 'a network (model.type: mlp) for a gradient method',
    got: `model.type: ${model.type}`,
    suggestion: 'compare the ensemble methods only: this model has no gradient',
  });
}

interface Score {
  readonly rmse: number;
  readonly r2: number;
}

function createScorer(problem: AssimilationProblem, model: MlpSpecification, backend: Backend) {
  const predict = (points: Matrix): ((parameters: Float64Array) => Float64Array) => {
    const forward = createMlpForward(model, backend, points);
    const predicted = createMatrix(1, points.rows * problem.outputs.scale.length);
    return (parameters) => {
      forward(parameters, predicted.data);
      return Float64Array.from(toDataUnits(problem.outputs, predicted).data);
    };
  };
  const predictors = { train: predict(problem.points.train), test: predict(problem.points.test) };
  const score = (predicted: Float64Array, targets: Float64Array): Score => ({
    rmse: rootMeanSquareError(predicted, targets),
    r2: coefficientOfDetermination(predicted, targets),
  });
  return {
    score: (parameters: Float64Array, observations: number): { train: Score; test: Score } => ({
      train: score(predictors.train(parameters), problem.train.targets.data),
      test: score(predictors.test(parameters), targetsAfter(problem, observations)),
    }),
    testRmse: (parameters: Float64Array, observations: number): number =>
      rootMeanSquareError(predictors.test(parameters), targetsAfter(problem, observations)),
    fit: (parameters: Float64Array) => singleFit(problem, predictors.train(parameters), predictors.test(parameters)),
  };
}

function targetsAfter(problem: AssimilationProblem, observations: number): Float64Array {
  return (problem.truthAfter?.(observations) ?? problem.test).targets.data;
}

/** A network without an ensemble: one member, so its band has no width. */
function singleFit(problem: AssimilationProblem, train: Float64Array, test: Float64Array): MethodOutcome['fit'] {
  const single = (values: Float64Array) => {
    const members = rowMatrix(values);
    return { members, columns: predictedColumns(members), ofMeanParameters: values };
  };
  return buildFits(problem, { best: 0, predictions: { train: single(train), test: single(test) } })[0];
}
