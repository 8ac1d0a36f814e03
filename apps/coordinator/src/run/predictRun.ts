/** New points predicted by the ensemble of a finished run. */
import { sortedColumn } from '@enkit/assimilation';
import { EnkitError, experimentSchema, type ProblemDescription } from '@enkit/contracts';
import { createForwardPool, outputsOf } from '@enkit/evaluation';
import { applyStandardisation } from '@enkit/models';
import { createBackend, mean, quantileOfSorted, standardDeviation, type Matrix } from '@enkit/numerics';
import { completeRows, numericMatrix, readTable, type RunDirectory } from '@enkit/storage';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { createModelParts } from '../problem/modelSpecification.ts';
import { encodeInputs } from '../problem/tableInputs.ts';
import { toDataUnits } from '../problem/units.ts';
import { readDescription } from './readDescription.ts';

export interface Prediction {
  /** The inputs, then per output: mean, standard deviation, quantiles. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly number[])[];
  readonly warnings: readonly string[];
}

const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** Throws RUN_UNFINISHED for a run without a final ensemble, and the coded errors of tables. */
export async function predictRun(run: RunDirectory, file: string): Promise<Prediction> {
  if (!run.manifest.result)
    throw new EnkitError('RUN_UNFINISHED', { location: { file: run.path }, got: `status ${run.manifest.status}` });
  const description = await readDescription(run);
  const inputs = await readInputs(description, file);
  const members = await evaluateEnsemble(run, description, inputs);
  return {
    columns: [...description.inputNames, ...description.outputNames.flatMap(outputColumns)],
    rows: Array.from({ length: inputs.rows }, (_, i) => [
      ...rowValues(inputs, i),
      ...describePoint(members, i, description.outputNames.length),
    ]),
    warnings: extrapolationWarnings(description, inputs),
  };
}

async function readInputs({ columns, inputNames }: ProblemDescription, file: string): Promise<Matrix> {
  const table = await readTable(resolve(file));
  if (columns.length > 0) {
    const rows = completeRows(
      table,
      columns.map(({ column }) => column),
      'error',
    );
    return encodeInputs(columns, table, rows).values;
  }
  return numericMatrix(table, inputNames, completeRows(table, inputNames, 'error'));
}

async function evaluateEnsemble(run: RunDirectory, description: ProblemDescription, inputs: Matrix): Promise<Matrix> {
  const experiment = experimentSchema.parse(run.manifest.experiment);
  const { model } = await createModelParts(
    experiment.model,
    experiment.ensemble.prior,
    inputs.columns,
    description.outputNames.length,
    description.directory,
  );
  const pool = createForwardPool({ threads: availableParallelism() });
  try {
    const parameters = await run.readEnsemble();
    const members = Uint32Array.from({ length: parameters.rows }, (_, j) => j);
    const backend = createBackend(experiment.evaluation.backend ?? 'wasm').name;
    const points = { predict: applyStandardisation(description.inputs, inputs) };
    const context = {
      run: run.run,
      seed: experiment.ensemble.seed,
      backend,
      model,
      points,
      timeLimitSeconds: experiment.evaluation.timeLimitSeconds,
    };
    const request = { step: 0, purpose: 'predict', pointSet: 'predict', members, parameters };
    const { predicted, outcomes } = await pool.evaluate({ context, request }, new AbortController().signal);
    const failed = outcomes.findIndex(({ status }) => status === 'failed');
    if (failed >= 0)
      throw new EnkitError('MEMBER_FAILED', {
        got: `member ${failed} of ${outcomes.length} on the new points (${outputsOf(model)} outputs)`,
      });
    return toDataUnits(description.outputs, predicted);
  } finally {
    await pool.close();
  }
}

function outputColumns(name: string): string[] {
  return [
    `${name}.mean`,
    `${name}.sd`,
    ...QUANTILES.map((q) => `${name}.q${String(Math.round(q * 100)).padStart(2, '0')}`),
  ];
}

function rowValues(matrix: Matrix, i: number): number[] {
  return Array.from(matrix.data.subarray(i * matrix.columns, (i + 1) * matrix.columns));
}

function describePoint(members: Matrix, point: number, outputs: number): number[] {
  return Array.from({ length: outputs }, (_, k) => {
    const sorted = sortedColumn(members, point * outputs + k);
    return [mean(sorted), standardDeviation(sorted), ...QUANTILES.map((q) => quantileOfSorted(sorted, q))];
  }).flat();
}

/** Standardised inputs far from the training data: an ensemble says little there. */
function extrapolationWarnings(
  { inputs: { offset, scale }, inputNames }: ProblemDescription,
  inputs: Matrix,
): string[] {
  const FAR = 4;
  return inputNames.flatMap((name, k) => {
    let far = 0;
    for (let i = 0; i < inputs.rows; i++)
      if (Math.abs((inputs.data[i * inputs.columns + k] - offset[k]) / scale[k]) > FAR) far++;
    return far > 0
      ? [
          `${far} of ${inputs.rows} rows have ${name} more than ${FAR} standard deviations from the training data: the ensemble extrapolates`,
        ]
      : [];
  });
}
