/** Experiment -> problem: data, observations with their error, model and prior. */
import { type Experiment } from '@enkit/contracts';
import { applyStandardisation } from '@enkit/models';
import type { Backend } from '@enkit/numerics';
import { createModelParts, type ModelParts } from './modelSpecification.ts';
import { createObservationError } from './observationError.ts';
import type { AssimilationProblem } from './problem.ts';
import { createTrainingData, type TrainingData } from './trainingData.ts';

/** @param directory folder of the experiment file, to which its paths are relative */
export async function createProblem(
  experiment: Experiment,
  directory: string,
  backend: Backend,
): Promise<AssimilationProblem> {
  const data = await createTrainingData(experiment, directory);
  const { inputs, targets } = data.train;
  const parts = await createModelParts(
    experiment.model,
    experiment.ensemble.prior,
    inputs.columns,
    targets.columns,
    directory,
  );
  return assembleProblem(experiment, data, parts, backend);
}

export function assembleProblem(
  experiment: Experiment,
  data: TrainingData,
  parts: ModelParts,
  backend: Backend,
): AssimilationProblem {
  return {
    ...data,
    ...parts,
    points: {
      train: applyStandardisation(data.inputs, data.train.inputs),
      test: applyStandardisation(data.inputs, data.test.inputs),
    },
    observations: {
      values: applyStandardisation(data.outputs, data.train.targets).data,
      error: createObservationError(experiment.method.observationError, data, backend),
    },
  };
}
