/** Data that contradict themselves, the model or what is compared. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const FILE = 'source: file, file: a.csv, noise: 0.1';
const MODULE = 'model: {type: module, file: m.js, parameters: [{name: a, sd: 1}]}';
const OBSERVATIONS = 'data: {source: observations, values: [1, 2]}';
const data = (settings: string) => experimentWith({ data: `data: {${settings}}` });

export const DATA_RULES: readonly BadInput[] = [
  bad(
    'values and a file',
    experimentWith({
      data: 'data: {source: observations, values: [1], file: a.csv}',
      model: MODULE,
      method: 'method: {type: es-mda, observationError: {sd: 1}}',
    }),
    ['CFG_CONFLICT', '2:49', 'data.file', 'either values or a file', 'both', 'remove one of the two'],
  ),
  bad(
    'neither values nor a file',
    experimentWith({
      data: 'data: {source: observations}',
      model: MODULE,
      method: 'method: {type: es-mda, observationError: {sd: 1}}',
    }),
    ['CFG_MISSING_KEY', '2:1', 'data.values', 'a list (the observations), or data.file instead', 'neither'],
  ),
  bad(
    'a column of no file',
    experimentWith({
      data: 'data: {source: observations, values: [1], column: a}',
      model: MODULE,
      method: 'method: {type: es-mda, observationError: {sd: 1}}',
    }),
    [
      'CFG_CONFLICT',
      '2:43',
      'data.column',
      'this key only with data.file',
      'column, which has no effect here',
      'remove the key',
    ],
  ),
  bad(
    'a network without inputs',
    experimentWith({ data: OBSERVATIONS, method: 'method: {type: es-mda, observationError: {sd: 1}}' }),
    [
      'CFG_CONFLICT',
      '3:15',
      'model.type',
      'module, for observations without inputs',
      'mlp',
      'give inputs (source: file), or a model of type module',
    ],
  ),
  bad('an output among the inputs', data(`${FILE}, inputs: [a, {column: b, encode: date}], outputs: [b]`), [
    'CFG_CONFLICT',
    '2:59',
    'data.inputs.1',
    'inputs that are no outputs',
    '"b" in both',
    'remove it from one: the model would see what it is to predict',
  ]),
  bad(
    'columns used twice',
    data(`${FILE}, inputs: [a, {column: a}], outputs: [b, c, c]`),
    [
      'CFG_CONFLICT',
      '2:59',
      'data.inputs.1',
      'each input with its encoding once',
      '"a, encode: number" again',
      'remove one of the two',
    ],
    ['CFG_CONFLICT', '2:89', 'data.outputs.2', 'each output once', '"c" again', 'remove one of the two'],
  ),
  bad(
    'parameters of one name',
    experimentWith({
      model: 'model: {type: module, file: m.js, parameters: [{name: a, sd: 1}, {name: b, sd: 1}, {name: a, sd: 2}]}',
    }),
    ['CFG_CONFLICT', '3:91', 'model.parameters.2.name', 'each parameter once', '"a" again', 'remove one of the two'],
  ),
  bad(
    'gradient methods for a module',
    experimentWith({ model: MODULE }, 'compare: {adam: {}, levenberg-marquardt: {}}'),
    [
      'CFG_CONFLICT',
      '6:11',
      'compare.adam',
      'a model of type mlp, whose gradient is known',
      'a module',
      'remove the method',
    ],
    [
      'CFG_CONFLICT',
      '6:21',
      'compare.levenberg-marquardt',
      'a model of type mlp, whose gradient is known',
      'a module',
      'remove the method',
    ],
  ),
  bad('mini-batches above the data', experimentWith({}, 'compare: {adam: {batch: 101}, momentum: {batch: 100}}'), [
    'CFG_CONFLICT',
    '6:25',
    'compare.adam.batch',
    'at most the training points, 100',
    '101',
    'lower it',
  ]),
  bad('a score without a bound', experimentWith({}, 'expected: [{metric: rmse.test}]'), [
    'CFG_MISSING_KEY',
    '6:12',
    'expected.0.atMost',
    'atMost or atLeast',
    'neither',
  ]),
  bad('a score that cannot pass', experimentWith({}, 'expected: [{metric: r2.test, atLeast: 1, atMost: 0.5}]'), [
    'CFG_CONFLICT',
    '6:39',
    'expected.0.atLeast',
    'at most atMost, 0.5',
    '1',
    'no score could pass: correct one of the two',
  ]),
  bad(
    'faults of several stages at once',
    experimentWith(
      { ensemble: 'ensemble: {size: 10, seed: -1, size: 3, failedMembers: {minimum: 11}}', name: 'nmae: a' },
      'evaluation: {batch: 11}',
    ),
    [
      'CFG_UNKNOWN_KEY',
      '1:1',
      'nmae',
      'one of the keys name, source, expected, data',
      '"nmae"',
      'did you mean "name"?',
    ],
    ['CFG_SEED', '5:28', 'ensemble.seed', 'a whole number of at least 0 and at most', '-1'],
    ['CFG_DUPLICATE_KEY', '5:32', 'ensemble.size', 'each key once', '"size" again, first given on line 5'],
    [
      'CFG_CONFLICT',
      '5:66',
      'ensemble.failedMembers.minimum',
      'at most ensemble.size, 10',
      '11',
      'lower it, or raise the size',
    ],
    ['CFG_CONFLICT', '6:21', 'evaluation.batch', 'at most ensemble.size, 10', '11', 'lower it, or leave it out'],
  ),
];
