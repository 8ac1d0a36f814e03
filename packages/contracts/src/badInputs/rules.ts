/** Keys that are sound by themselves and contradict each other. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const MODULE = 'model: {type: module, file: m.js, parameters: [{name: a, sd: 1}]}';
const OBSERVATIONS = 'data: {source: observations, values: [1, 2]}';
const method = (settings: string) => experimentWith({ method: `method: {${settings}}` });
const data = (settings: string) => experimentWith({ data: `data: {${settings}}` });

export const RULES: readonly BadInput[] = [
  bad('a minimum above the size', experimentWith({ ensemble: 'ensemble: {size: 10, failedMembers: {minimum: 11}}' }), [
    'CFG_CONFLICT',
    '5:47',
    'ensemble.failedMembers.minimum',
    'at most ensemble.size, 10',
    '11',
    'lower it, or raise the size',
  ]),
  bad(
    'a minimum where any failure ends the run',
    experimentWith({ ensemble: 'ensemble: {size: 10, failedMembers: {policy: fail, minimum: 5}}' }),
    [
      'CFG_CONFLICT',
      '5:52',
      'ensemble.failedMembers.minimum',
      'this key only with the policy drop or resample',
      'minimum, which has no effect here',
      'remove the key',
    ],
  ),
  ...['{name: a, mean: 1e6, sd: 0.01}', '{name: a, sd: 1e38}'].map((parameter) =>
    bad(
      `single precision for ${parameter}`,
      experimentWith({
        model: `model: {type: module, file: m.js, parameters: [${parameter}]}`,
        ensemble: 'ensemble: {size: 10, precision: single}',
      }),
      ['CFG_CONFLICT', '5:33', 'ensemble.precision', 'double', 'of a, for which 24 bits are too few', 'keep double'],
    ),
  ),
  bad('a batch above the size', experimentWith({}, 'evaluation: {batch: 11}'), [
    'CFG_CONFLICT',
    '6:21',
    'evaluation.batch',
    'at most ensemble.size, 10',
    '11',
    'lower it, or leave it out',
  ]),
  bad(
    'a network prior for a module',
    experimentWith({ model: MODULE, ensemble: 'ensemble: {size: 10, prior: {centre: 1}}' }),
    [
      'CFG_CONFLICT',
      '5:22',
      'ensemble.prior',
      'this key only with model.type: mlp; a module',
      'prior, which has no effect here',
      'remove the key',
    ],
  ),
  bad(
    'more members and observations than the machine can hold',
    experimentWith({
      data: 'data: {source: sine, noise: 0.1, count: 1000000}',
      ensemble: 'ensemble: {size: 1000000}',
    }),
    [
      'CFG_MEMORY',
      '5:18',
      'ensemble.size',
      'a run that fits in the 16 GB of memory of this',
      'at least 56000 GB, 32000 GB of it for the predicted data (ensemble.size x observations)',
    ],
  ),
  bad(
    'a wide network that the machine cannot hold',
    experimentWith({ model: 'model: {type: mlp, hidden: [1000000, 1000000]}' }),
    [
      'CFG_MEMORY',
      '5:18',
      'ensemble.size',
      'a run that fits in the 16 GB of memory of this',
      'at least 160000 GB, 160000 GB of it for the parameters (ensemble.size x parameters)',
    ],
  ),
  bad('a test grid that the machine cannot hold', data('source: sinc, dimension: 2, noise: 0.1, testPoints: 1000000'), [
    'CFG_MEMORY',
    '5:18',
    'ensemble.size',
    'a run that fits in the 16 GB of memory of this',
    'at least 104000 GB, 104000 GB of it for the predictions on the test points (ensemble.size x test points)',
  ]),
  bad(
    'sd and covariance',
    experimentWith({
      data: OBSERVATIONS,
      model: MODULE,
      method: 'method: {type: es-mda, observationError: {sd: 1, covariance: [[1, 0], [0, 1]]}}',
    }),
    ['CFG_CONFLICT', '4:47', 'method.observationError.sd', 'either sd or covariance', 'both', 'remove one of the two'],
  ),
  bad(
    'a list of deviations of another length than the data',
    method('type: es-mda, observationError: {sd: [1, 2, 3]}'),
    ['CFG_SHAPE', '4:47', 'method.observationError.sd', 'one entry per observation, 100', '3'],
  ),
  bad(
    'a covariance of another size than the data',
    experimentWith({
      data: OBSERVATIONS,
      model: MODULE,
      method: 'method: {type: es-mda, observationError: {covariance: [[1]]}}',
    }),
    ['CFG_SHAPE', '4:55', 'method.observationError.covariance', 'one entry per observation, 2', '1'],
  ),
  bad(
    'correlated errors in steps of their own',
    experimentWith({
      data: OBSERVATIONS,
      model: MODULE,
      method: 'method: {type: enkf, observationError: {covariance: [[1, 0.5], [0.5, 1]]}}',
    }),
    [
      'CFG_CONFLICT',
      '4:53',
      'method.observationError.covariance',
      'all observations in one step, since their',
      'steps of batch: 1',
      'raise batch, or give sd instead',
    ],
  ),
  bad('more points a step than there are', method('type: enkf, batch: 101'), [
    'CFG_CONFLICT',
    '4:29',
    'method.batch',
    'at most the training points, 100',
    '101',
    'lower it',
  ]),
  bad('more points a step than eki has', method('type: eki, batch: 101'), [
    'CFG_CONFLICT',
    '4:28',
    'method.batch',
    'at most the training points, 100',
    '101',
    'lower it',
  ]),
  bad('steps beside a list of another length', method('type: es-mda, steps: 3, alpha: [2, 2]'), [
    'CFG_CONFLICT',
    '4:31',
    'method.steps',
    'the length of the list alpha, 2',
    '3',
    'remove the key',
  ]),
  bad('a ratio without geometric alphas', method('type: es-mda, ratio: 2'), [
    'CFG_CONFLICT',
    '4:24',
    'method.ratio',
    'this key only with alpha: geometric',
    'ratio, which has no effect here',
    'remove the key',
  ]),
  bad(
    'a ratio that leaves the first steps without effect',
    method('type: es-mda, alpha: geometric, ratio: 10, steps: 20'),
    [
      'CFG_CONFLICT',
      '4:49',
      'method.ratio',
      'ratio^(steps - 1) of at most 1e15',
      '10 to the power 19',
      'lower the ratio or the steps',
    ],
  ),
  bad(
    'a changing stream in random order',
    experimentWith({ data: 'data: {source: sine-stream, change: drift}', method: 'method: {type: enkf}' }),
    [
      'CFG_CONFLICT',
      '4:1',
      'method.order',
      'given, for a stream that changes while it is',
      'random',
      'set order: given in method; random is the default',
    ],
  ),
  bad(
    'one point to hold out of one',
    experimentWith({
      data: 'data: {source: sine, noise: 0.1, count: 1}',
      method: 'method: {type: eki, stop: {heldOut: {}}}',
    }),
    [
      'CFG_CONFLICT',
      '4:37',
      'method.stop.heldOut',
      'at least two training points to hold one out',
      '1',
      'remove the key',
    ],
  ),
  bad(
    'the same in the methods compared',
    experimentWith(
      {},
      'compare: {enkf: {batch: 101}, es-mda: {alpha: [2, 2], steps: 3}, eki: {observationError: {sd: [1, 2]}}}',
    ),
    ['CFG_CONFLICT', '6:25', 'compare.enkf.batch', 'at most the training points, 100', '101', 'lower it'],
    ['CFG_CONFLICT', '6:62', 'compare.es-mda.steps', 'the length of the list alpha, 2', '3', 'remove the key'],
    ['CFG_SHAPE', '6:95', 'compare.eki.observationError.sd', 'one entry per observation, 100', '2'],
  ),
];
