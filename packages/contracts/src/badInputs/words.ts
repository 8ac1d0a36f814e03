/** Words that are not known at their place, or not of its form. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const method = (settings: string) => experimentWith({ method: `method: {${settings}}` });
const model = (settings: string) => experimentWith({ model: `model: {${settings}}` });
const data = (settings: string) => experimentWith({ data: `data: {${settings}}` });

export const WORDS: readonly BadInput[] = [
  bad(
    'a misspelt method and what is wrong beside it',
    method('type: es-mad, alhpa: adaptive, steps: 0'),
    ['CFG_CHOICE', '4:16', 'method.type', 'enkf, es-mda or eki', '"es-mad"', 'did you mean "es-mda"?'],
    [
      'CFG_UNKNOWN_KEY',
      '4:24',
      'method.alhpa',
      'one of the keys type, update, steps, alpha',
      '"alhpa"',
      'did you mean "alpha"?',
    ],
    ['CFG_RANGE', '4:48', 'method.steps', 'a whole number of at least 1 and at most 100000', '0'],
  ),
  bad('a misspelt model', model('type: mpl, hidden: [10]'), [
    'CFG_CHOICE',
    '3:15',
    'model.type',
    'mlp or module',
    '"mpl"',
    'did you mean "mlp"?',
  ]),
  bad('a misspelt source', data('source: mexicanhat, noise: 0.1'), [
    'CFG_CHOICE',
    '2:16',
    'data.source',
    'sine, mexican-hat, sinc, sine-stream, file or',
    '"mexicanhat"',
    'did you mean "mexican-hat"?',
  ]),
  bad('an unknown method', method('type: backpropagation'), [
    'CFG_CHOICE',
    '4:16',
    'method.type',
    'enkf, es-mda or eki',
    '"backpropagation"',
  ]),
  bad('a misspelt activation', model('type: mlp, hidden: [10], activation: tahn'), [
    'CFG_CHOICE',
    '3:46',
    'model.activation',
    'tanh, relu, sigmoid, softplus, exponential or identity',
    '"tahn"',
    'did you mean "tanh"?',
  ]),
  bad(
    'a column that is neither a name nor a mapping',
    data('source: file, file: a.csv, inputs: [3, {colum: a}], outputs: [b], noise: 1'),
    ['CFG_TYPE', '2:44', 'data.inputs.0', 'a text (name of a column of numbers), or a', '3', 'put it in quotes'],
    [
      'CFG_UNKNOWN_KEY',
      '2:48',
      'data.inputs.1.colum',
      'one of the keys column or encode',
      '"colum"',
      'did you mean "column"?',
    ],
  ),
  bad('a name that is no folder name', experimentWith({ name: 'name: "My run: \\e[31m"' }), [
    'CFG_FORMAT',
    '1:7',
    'name',
    'lower-case letters, digits and hyphens',
    '"My run: \\u001b[31m"',
  ]),
  bad(
    'a Redis address without a scheme, whose password is not shown',
    experimentWith({}, 'evaluation: {queue: {redis: ":hunter2@host:6379"}}'),
    [
      'CFG_FORMAT',
      '6:29',
      'evaluation.queue.redis',
      'an address that begins with redis:// or',
      'a text of 18 characters (not shown, for it may hold a password)',
    ],
  ),
  bad(
    'a misspelt key beside a Redis address',
    experimentWith({}, 'evaluation: {queue: {"redis://:hunter2@host": 1, redis: redis://host}}'),
    [
      'CFG_UNKNOWN_KEY',
      '6:22',
      'evaluation.queue.redis://***@host',
      'one of the keys redis, prefix or megabytesInFlight',
      '"redis://***@host"',
    ],
  ),
];
