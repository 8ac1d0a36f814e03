/**
 * The data of a run as the run saw them, kept in its directory: a run resumes, predicts and reports without the source
 * files, on another machine too. Built-in data are made again from their seed.
 */
import { problemDescriptionSchema, type Experiment, type ProblemDescription } from '@enkit/contracts';
import type { Backend, Matrix } from '@enkit/numerics';
import { parseLossless, stringifyLossless } from '@enkit/storage';
import { assembleProblem } from './createProblem.ts';
import { createModelParts } from './modelSpecification.ts';
import type { AssimilationProblem } from './problem.ts';
import { createTrainingData, type TrainingData } from './trainingData.ts';

export const PROBLEM_FILE = 'problem.json';

export function describeProblem(problem: AssimilationProblem, directory: string): string {
  const { inputs, outputs, testIsNoisy, columns, train, model } = problem;
  const description = {
    directory,
    inputNames: train.inputNames,
    outputNames: train.outputNames,
    inputs,
    outputs,
    ...(problem.noise !== undefined && { noise: problem.noise }),
    testIsNoisy,
    columns,
    ...(model.type === 'module' && { modelSha256: model.sha256 }),
  };
  return `${stringifyLossless(description)}\n`;
}

/** Says that the file of a module is no longer the one that the run began with; undefined when it is, and for networks. */
export function describeModelChange(
  { model }: AssimilationProblem,
  { modelSha256 }: ProblemDescription,
): string | undefined {
  if (model.type !== 'module' || modelSha256 === undefined || model.sha256 === modelSha256) return undefined;
  return `${model.path} has changed since the run began: sha256 ${model.sha256}, before ${modelSha256}`;
}

/** Throws a ZodError for a description of another shape. */
export function parseDescription(text: string): ProblemDescription {
  return problemDescriptionSchema.parse(parseLossless(text));
}

export function snapshotArrays({ train, test }: AssimilationProblem): Record<string, Matrix> {
  return {
    'train-inputs': train.inputs,
    'train-targets': train.targets,
    'test-inputs': test.inputs,
    'test-targets': test.targets,
  };
}

/** The problem of a run from its directory. */
export async function restoreProblem(
  experiment: Experiment,
  description: ProblemDescription,
  arrays: Readonly<Record<string, Matrix>>,
  backend: Backend,
): Promise<AssimilationProblem> {
  const data = isStored(experiment)
    ? restoreData(description, arrays)
    : await createTrainingData(experiment, description.directory);
  const { inputs, targets } = data.train;
  const { model, ensemble } = experiment;
  const parts = await createModelParts(model, ensemble.prior, inputs.columns, targets.columns, description.directory);
  return assembleProblem(experiment, data, parts, backend);
}

function isStored({ data }: Experiment): boolean {
  return data.source === 'file' || data.source === 'observations';
}

function restoreData(description: ProblemDescription, arrays: Readonly<Record<string, Matrix>>): TrainingData {
  const { inputNames, outputNames, inputs, outputs, testIsNoisy, columns } = description;
  const names = { inputNames, outputNames };
  return {
    train: { ...names, inputs: arrays['train-inputs'], targets: arrays['train-targets'] },
    test: { ...names, inputs: arrays['test-inputs'], targets: arrays['test-targets'] },
    inputs,
    outputs,
    noise: description.noise,
    testIsNoisy,
    columns,
  };
}
