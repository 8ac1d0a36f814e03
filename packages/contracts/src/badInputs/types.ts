/** Values of another type. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const ensemble = (settings: string) => experimentWith({ ensemble: `ensemble: {${settings}}` });
const model = (settings: string) => experimentWith({ model: `model: {${settings}}` });

export const TYPES: readonly BadInput[] = [
  bad('a section without content', experimentWith({ ensemble: 'ensemble:' }), [
    'CFG_TYPE',
    '5:10',
    'ensemble',
    'a mapping with the keys size, seed, prior',
    'nothing',
    'give it a value, or remove the key',
  ]),
  bad('a key without a value', ensemble('size:'), [
    'CFG_TYPE',
    '5:17',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    'nothing',
    'give it a value, or remove the key',
  ]),
  bad('a list for a mapping', experimentWith({ ensemble: 'ensemble: [10]' }), [
    'CFG_TYPE',
    '5:11',
    'ensemble',
    'a mapping with the keys size, seed, prior',
    'a list of 1',
  ]),
  bad('a mapping for a list', model('type: mlp, hidden: {units: 10}'), [
    'CFG_TYPE',
    '3:28',
    'model.hidden',
    'a list (units of each hidden layer; [] is a',
    'a mapping with units',
  ]),
  bad('a number for a list', model('type: mlp, hidden: 10'), [
    'CFG_TYPE',
    '3:28',
    'model.hidden',
    'a list (units of each hidden layer; [] is a',
    '10',
  ]),
  bad('a number for a text', experimentWith({ name: 'name: 3' }), [
    'CFG_TYPE',
    '1:7',
    'name',
    'a text (name of the experiment; run directories',
    '3',
    'put it in quotes',
  ]),
  bad('a text for a number', ensemble('size: abc'), [
    'CFG_TYPE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '"abc"',
  ]),
  bad('a number with separators', ensemble('size: 1_000'), [
    'CFG_TYPE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '"1_000"',
    'write 1000, without quotes and separators',
  ]),
  bad('a number in quotes', ensemble('size: "1000"'), [
    'CFG_TYPE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '"1000"',
    'write 1000, without quotes and separators',
  ]),
  bad('a fraction for a count', ensemble('size: 1.5'), [
    'CFG_TYPE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '1.5',
  ]),
  bad('NaN', ensemble('size: .nan'), [
    'CFG_TYPE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '.nan',
  ]),
  bad(
    'infinity',
    ensemble('size: .inf, prior: {spread: -.inf}'),
    ['CFG_TYPE', '5:18', 'ensemble.size', 'a whole number of at least 2 and at most', '.inf'],
    ['CFG_TYPE', '5:40', 'ensemble.prior.spread', 'a finite number above 0', '-.inf'],
  ),
  bad('a number that overflows', ensemble('size: 10, prior: {spread: 1e999}'), [
    'CFG_TYPE',
    '5:38',
    'ensemble.prior.spread',
    'a finite number above 0',
    '1e999',
  ]),
  bad('yes for true', experimentWith({}, 'outputs: {report: yes}'), [
    'CFG_TYPE',
    '6:19',
    'outputs.report',
    'true or false',
    '"yes"',
    'YAML 1.2 writes true',
  ]),
];
