/** Samples as tables: row i of `inputs` and row i of `targets` belong to one point, in the data's own units. */
import { type Matrix, selectRows } from '@enkit/numerics';
import { ModelError } from '../errors.ts';
import { applyStandardisation, type Standardisation } from './standardisation.ts';

export interface DataSet {
  /** M x nIn. */
  readonly inputs: Matrix;
  /** M x nOut. */
  readonly targets: Matrix;
  /** nIn. */
  readonly inputNames: readonly string[];
  /** nOut. */
  readonly outputNames: readonly string[];
}

/** What is learned from and what the result is tested on. */
export interface Problem {
  readonly train: DataSet;
  /** Of a generator: the noise-free truth on a regular grid. */
  readonly test: DataSet;
  /** Standard deviation of the noise on the training targets. */
  readonly noise: number;
  /** The domain is [-halfWidth, halfWidth] in every input. */
  readonly halfWidth: number;
  /** Brings the inputs to unit variance over the domain; the data themselves are raw. */
  readonly inputStandardisation: Standardisation;
}

/** A data set of matrices with as many rows and names as fit. Throws DATA_SHAPE. */
export function createDataSet(parts: DataSet): DataSet {
  assertShape('targets', `${parts.inputs.rows} rows, as the inputs`, parts.targets.rows, parts.inputs.rows);
  assertShape('inputNames', `${parts.inputs.columns} names`, parts.inputNames.length, parts.inputs.columns);
  assertShape('outputNames', `${parts.targets.columns} names`, parts.outputNames.length, parts.targets.columns);
  return parts;
}

function assertShape(subject: string, expected: string, got: number, wanted: number): void {
  if (got === wanted) return;
  throw new ModelError('DATA_SHAPE', {
    subject: `${subject} of the data set`,
    expected,
    got: String(got),
    suggestion: 'give one row a point and one name a column',
  });
}

/** The points at `indices`, in that order. */
export function selectPoints(data: DataSet, indices: ArrayLike<number>): DataSet {
  return { ...data, inputs: selectRows(data.inputs, indices), targets: selectRows(data.targets, indices) };
}

/** A copy in standardised units; inputs or targets without a standardisation stay as they are. */
export function standardiseDataSet(
  data: DataSet,
  standardisations: { readonly inputs?: Standardisation; readonly targets?: Standardisation },
): DataSet {
  const { inputs, targets } = standardisations;
  return {
    ...data,
    inputs: inputs ? applyStandardisation(inputs, data.inputs) : data.inputs,
    targets: targets ? applyStandardisation(targets, data.targets) : data.targets,
  };
}
