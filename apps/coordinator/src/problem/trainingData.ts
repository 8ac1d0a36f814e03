/** The `data` section of an experiment as data sets with their standardisation. */
import type { DataSettings, Experiment } from '@enkit/contracts';
import {
  fitStandardisation,
  generateOnlineStream,
  generateProblem,
  identityStandardisation,
  splitDataSet,
  type DataSet,
  type Standardisation,
} from '@enkit/models';
import { createMatrix } from '@enkit/numerics';
import { readFileData, type FileData } from './fileData.ts';
import { readObservations } from './observationData.ts';
import type { InputColumn } from './tableInputs.ts';

export interface TrainingData {
  readonly train: DataSet;
  readonly test: DataSet;
  readonly inputs: Standardisation;
  readonly outputs: Standardisation;
  readonly noise: number | undefined;
  readonly testIsNoisy: boolean;
  /** How the columns of a file became inputs; empty for data that no file holds. */
  readonly columns: readonly InputColumn[];
  readonly truthAfter?: ((observations: number) => DataSet) | undefined;
}

/** Seeds of the data follow the ensemble's unless given, so that one seed makes one experiment. */
const DATA_SEED_OFFSET = 10_000;

/** @param directory folder of the experiment file */
export async function createTrainingData(experiment: Experiment, directory: string): Promise<TrainingData> {
  const { data } = experiment;
  const seed = dataSeed(data, experiment.ensemble.seed);
  switch (data.source) {
    case 'sine':
    case 'mexican-hat':
    case 'sinc': {
      const problem = generateProblem({ ...data, name: data.source, seed });
      return { ...problem, ...standardisedInputs(problem), testIsNoisy: false, columns: [] };
    }
    case 'sine-stream': {
      const problem = generateOnlineStream({ ...data, seed });
      return {
        ...problem,
        ...standardisedInputs(problem),
        testIsNoisy: false,
        columns: [],
        truthAfter: problem.truthAt,
      };
    }
    case 'file':
      return splitAndStandardise(await readFileData(data, directory), data, seed);
    case 'observations':
      return withoutInputs(await readObservations(data, directory));
  }
}

export function dataSeed(data: DataSettings, ensembleSeed: number): number {
  if (data.source === 'observations') return ensembleSeed;
  const given = data.source === 'file' ? data.split.seed : data.seed;
  return given ?? DATA_SEED_OFFSET + ensembleSeed;
}

function standardisedInputs(problem: {
  train: DataSet;
  inputStandardisation: Standardisation;
}): Pick<TrainingData, 'inputs' | 'outputs'> {
  return { inputs: problem.inputStandardisation, outputs: identityStandardisation(problem.train.targets.columns) };
}

function splitAndStandardise(
  { all, columns }: FileData,
  data: Extract<DataSettings, { source: 'file' }>,
  seed: number,
): TrainingData {
  const { train, test } = splitDataSet(all, { fraction: data.split.test, order: data.split.order, seed });
  const { inputs, outputs } = data.standardise;
  return {
    train,
    test,
    inputs: inputs ? fitStandardisation(train.inputs) : identityStandardisation(train.inputs.columns),
    outputs: outputs ? fitStandardisation(train.targets) : identityStandardisation(train.targets.columns),
    noise: data.noise,
    testIsNoisy: true,
    columns,
  };
}

/** A model without inputs predicts one value per observation: as many points as observations, none to test on. */
function withoutInputs(values: Float64Array): TrainingData {
  const names = { inputNames: [], outputNames: ['value'] };
  return {
    train: { ...names, inputs: createMatrix(values.length, 0), targets: createMatrix(values.length, 1, values) },
    test: { ...names, inputs: createMatrix(0, 0), targets: createMatrix(0, 1) },
    inputs: identityStandardisation(0),
    outputs: identityStandardisation(1),
    noise: undefined,
    testIsNoisy: true,
    columns: [],
  };
}
