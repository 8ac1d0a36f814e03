/** An experiment turned into numbers: everything that a run needs beside its settings. */
import type { GaussianPrior, Observations } from '@enkit/assimilation';
import type { ModelSpecification } from '@enkit/contracts';
import type { DataSet, ParameterBlock, Standardisation } from '@enkit/models';
import type { Matrix } from '@enkit/numerics';
import type { InputColumn } from './tableInputs.ts';

export interface AssimilationProblem {
  /** In the data's own units. */
  readonly train: DataSet;
  /** In the data's own units; without points when there is nothing to test on. */
  readonly test: DataSet;
  readonly inputs: Standardisation;
  readonly outputs: Standardisation;
  /** Inputs in the model's units: 'train' and 'test'. */
  readonly points: { readonly train: Matrix; readonly test: Matrix };
  /** d (points x outputs, point-major) and R, in the model's units. */
  readonly observations: Observations;
  /** Standard deviation of the noise on the training targets, in their own units, if known. */
  readonly noise: number | undefined;
  /** Whether the test targets carry the same noise (a file's do, a generator's do not). */
  readonly testIsNoisy: boolean;
  /** How the columns of a file became inputs, to encode others alike. */
  readonly columns: readonly InputColumn[];
  readonly model: ModelSpecification;
  readonly parameterNames: readonly Pick<ParameterBlock, 'name' | 'offset' | 'length'>[];
  readonly prior: GaussianPrior;
  /** The truth on the test points after n observations, when it changes. */
  readonly truthAfter?: ((observations: number) => DataSet) | undefined;
}
