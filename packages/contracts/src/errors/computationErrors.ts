/** Errors of the pure packages, which throw small classes of their own: their codes have their place here. */
import type { ModelErrorCode } from '@enkit/models';
import type { NumericsErrorCode } from '@enkit/numerics';
import type { ErrorDefinition } from './kinds.ts';

export const COMPUTATION_ERRORS = {
  NUM_SHAPE: {
    kind: 'internal',
    when: 'matrices of shapes that do not fit meet in a computation',
    advice: 'if a model of your own gave them, check its outputs; else report it',
  },
  NUM_NONFINITE: {
    kind: 'run',
    when: 'a computation met NaN or an infinity',
    advice: 'look for members whose predictions explode: narrow the prior or raise the observation error',
  },
  NUM_NOT_POSITIVE_DEFINITE: {
    kind: 'run',
    when: 'a covariance or system that must be positive definite is not',
    advice: 'check the observation error; every standard deviation must be positive',
  },
  NUM_BACKEND_UNAVAILABLE: {
    kind: 'configuration',
    when: 'the backend asked for cannot be used on this machine',
    advice: 'leave evaluation.backend out, or install what enkit doctor names',
  },
  NUM_NO_CONVERGENCE: {
    kind: 'run',
    when: 'an eigenvalue iteration did not converge',
    advice: 'try another evaluation.backend, and report it',
  },
  NUM_MEMORY: {
    kind: 'run',
    when: 'the WebAssembly memory of 4 GiB cannot hold what a computation needs',
    advice: 'use evaluation.backend: openblas, or fewer members or observations in a step',
  },
  MODEL_SPECIFICATION: {
    kind: 'configuration',
    when: 'a network cannot be built as described',
    advice: 'check model.hidden and the activations',
  },
  MODEL_SHAPE: {
    kind: 'internal',
    when: 'parameters or points do not fit a network',
    advice: 'report it',
  },
  DATA_SETTINGS: {
    kind: 'configuration',
    when: 'a data set cannot be made or split with these settings',
    advice: 'check the data section',
  },
  DATA_SHAPE: {
    kind: 'data',
    when: 'parts of a data set do not fit together',
    advice: 'give one row a point and one name a column',
  },
  DATA_CELL: {
    kind: 'data',
    when: 'a cell of a table does not fit the encoding of its column',
    advice: 'mend the cell, drop the row or choose another encoding',
  },
  BASELINE_SETTINGS: {
    kind: 'configuration',
    when: 'a gradient method cannot work with its settings',
    advice: 'check the compare section',
  },
  BASELINE_DIVERGED: {
    kind: 'run',
    when: 'a gradient method diverged; a comparison shows it as its result',
    advice: 'lower the learning rate',
  },
  BASELINE_DONE: {
    kind: 'internal',
    when: 'a gradient method is asked for a step after its last',
    advice: 'report it',
  },
} as const satisfies Record<NumericsErrorCode | ModelErrorCode, ErrorDefinition>;
