/** Numbers outside their bounds. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const ensemble = (settings: string) => experimentWith({ ensemble: `ensemble: {${settings}}` });
const method = (settings: string) => experimentWith({ method: `method: {${settings}}` });
const model = (settings: string) => experimentWith({ model: `model: {${settings}}` });
const data = (settings: string) => experimentWith({ data: `data: {${settings}}` });

export const RANGES: readonly BadInput[] = [
  bad('no members', ensemble('size: 0'), [
    'CFG_RANGE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '0',
  ]),
  bad('one member', ensemble('size: 1'), [
    'CFG_RANGE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '1',
  ]),
  bad('minus five members', ensemble('size: -5'), [
    'CFG_RANGE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '-5',
  ]),
  bad('more members than any run has', ensemble('size: 10000001'), [
    'CFG_RANGE',
    '5:18',
    'ensemble.size',
    'a whole number of at least 2 and at most',
    '10000001',
  ]),
  bad('a negative seed', ensemble('size: 10, seed: -1'), [
    'CFG_SEED',
    '5:28',
    'ensemble.seed',
    'a whole number of at least 0 and at most',
    '-1',
  ]),
  bad('a word for a seed', ensemble('size: 10, seed: x'), [
    'CFG_SEED',
    '5:28',
    'ensemble.seed',
    'a whole number of at least 0 and at most',
    '"x"',
  ]),
  bad('a seed of 2^64', ensemble('size: 10, seed: 18446744073709551616'), [
    'CFG_SEED',
    '5:28',
    'ensemble.seed',
    'a whole number of at least 0 and at most',
    '18446744073709551616',
  ]),
  bad('a fractional seed', ensemble('size: 10, seed: 1.5'), [
    'CFG_SEED',
    '5:28',
    'ensemble.seed',
    'a whole number of at least 0 and at most',
    '1.5',
  ]),
  bad(
    'hidden layers without units',
    model('type: mlp, hidden: [10, 0, -1]'),
    ['CFG_RANGE', '3:33', 'model.hidden.1', 'a whole number of at least 1 and at most', '0'],
    ['CFG_RANGE', '3:36', 'model.hidden.2', 'a whole number of at least 1 and at most', '-1'],
  ),
  bad('no steps', method('type: es-mda, steps: 0'), [
    'CFG_RANGE',
    '4:31',
    'method.steps',
    'a whole number of at least 1 and at most 100000',
    '0',
  ]),
  bad('no batch', method('type: enkf, batch: 0'), [
    'CFG_RANGE',
    '4:29',
    'method.batch',
    'a whole number of at least 1 and at most',
    '0',
  ]),
  bad(
    'a deflating inflation',
    method('type: enkf, inflation: {multiplicative: 0.2, relaxation: 1.5}'),
    ['CFG_RANGE', '4:50', 'method.inflation.multiplicative', 'a finite number of at least 1 and at most 10', '0.2'],
    ['CFG_RANGE', '4:67', 'method.inflation.relaxation', 'a finite number of at least 0 and at most 1', '1.5'],
  ),
  bad(
    'a share of the whole',
    data('source: file, file: a.csv, inputs: [a], outputs: [b], noise: 1, split: {test: 1}'),
    ['CFG_RANGE', '2:86', 'data.split.test', 'a finite number above 0 and below 1', '1'],
  ),
  bad('an empty list', data('source: file, file: a.csv, inputs: [], outputs: [b], noise: 1'), [
    'CFG_RANGE',
    '2:43',
    'data.inputs',
    'a list with at least one entry',
    'an empty list',
  ]),
  bad('an empty text', data('source: file, file: "", inputs: [a], outputs: [b], noise: 1'), [
    'CFG_RANGE',
    '2:28',
    'data.file',
    'a text that is not empty',
    '""',
  ]),
  bad('negative noise', data('source: sine, noise: -0.1'), [
    'CFG_RANGE',
    '2:29',
    'data.noise',
    'a finite number of at least 0',
    '-0.1',
  ]),
  bad('a third dimension', data('source: sinc, noise: 1, dimension: 3'), [
    'CFG_CHOICE',
    '2:43',
    'data.dimension',
    '1 or 2',
    '3',
  ]),
];
