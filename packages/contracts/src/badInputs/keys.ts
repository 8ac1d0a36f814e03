/** Keys that are unknown or missing. */
import { bad, type BadInput, experimentWith } from './badInput.ts';

const ensemble = (settings: string) => experimentWith({ ensemble: `ensemble: {${settings}}` });
const method = (settings: string) => experimentWith({ method: `method: {${settings}}` });

export const KEYS: readonly BadInput[] = [
  bad(
    'a misspelt section, whose right name is not also missing',
    experimentWith({ ensemble: 'enesmble: {size: 10}' }),
    [
      'CFG_UNKNOWN_KEY',
      '5:1',
      'enesmble',
      'one of the keys name, source, expected, data',
      '"enesmble"',
      'did you mean "ensemble"?',
    ],
  ),
  bad(
    'misspelt keys at every level',
    ensemble('sise: 10, size: 10, prior: {spraed: 1}, failed_members: {}'),
    [
      'CFG_UNKNOWN_KEY',
      '5:12',
      'ensemble.sise',
      'one of the keys size, seed, prior, failedMembers or precision',
      '"sise"',
      'did you mean "size"?',
    ],
    [
      'CFG_UNKNOWN_KEY',
      '5:40',
      'ensemble.prior.spraed',
      'one of the keys centre, spread or scheme',
      '"spraed"',
      'did you mean "spread"?',
    ],
    [
      'CFG_UNKNOWN_KEY',
      '5:52',
      'ensemble.failed_members',
      'one of the keys size, seed, prior, failedMembers or precision',
      '"failed_members"',
      'did you mean "failedMembers"?',
    ],
  ),
  bad(
    'a key that another section has',
    experimentWith({}, 'seed: 3', 'threads: 2'),
    [
      'CFG_UNKNOWN_KEY',
      '6:1',
      'seed',
      'one of the keys name, source, expected, data',
      '"seed"',
      'did you mean data.seed, data.split.seed or ensemble.seed?',
    ],
    [
      'CFG_UNKNOWN_KEY',
      '7:1',
      'threads',
      'one of the keys name, source, expected, data',
      '"threads"',
      'did you mean evaluation.threads?',
    ],
  ),
  bad(
    'keys of another method',
    method('type: es-mda, batch: 3, relaxation: 8'),
    [
      'CFG_UNKNOWN_KEY',
      '4:24',
      'method.batch',
      'one of the keys type, update, steps, alpha',
      '"batch"',
      'remove it: it belongs to type: enkf or eki',
    ],
    [
      'CFG_UNKNOWN_KEY',
      '4:34',
      'method.relaxation',
      'one of the keys type, update, steps, alpha',
      '"relaxation"',
      'remove it: it belongs to type: eki',
    ],
  ),
  bad('a key unlike any other', experimentWith({}, 'xyzzyxyzzy: 3'), [
    'CFG_UNKNOWN_KEY',
    '6:1',
    'xyzzyxyzzy',
    'one of the keys name, source, expected, data',
    '"xyzzyxyzzy"',
  ]),
  bad(
    'missing sections',
    'name: a\ndata: {source: sine, noise: 0.1}\n',
    ['CFG_MISSING_KEY', '1:1', 'model', 'a mapping whose type is mlp or module', 'nothing', 'add the key model'],
    [
      'CFG_MISSING_KEY',
      '1:1',
      'method',
      'a mapping whose type is enkf, es-mda or eki',
      'nothing',
      'add the key method',
    ],
    [
      'CFG_MISSING_KEY',
      '1:1',
      'ensemble',
      'a mapping with the keys size, seed, prior',
      'nothing',
      'add the key ensemble',
    ],
  ),
  bad(
    'missing keys',
    experimentWith({ ensemble: 'ensemble: {seed: 1}', model: 'model: {type: mlp}' }),
    [
      'CFG_MISSING_KEY',
      '3:1',
      'model.hidden',
      'a list (units of each hidden layer; [] is a',
      'nothing',
      'add the key hidden',
    ],
    [
      'CFG_MISSING_KEY',
      '5:1',
      'ensemble.size',
      'a whole number of at least 2 and at most',
      'nothing',
      'add the key size',
    ],
  ),
  bad('a missing discriminator', method('alpha: adaptive'), [
    'CFG_MISSING_KEY',
    '4:1',
    'method.type',
    'enkf, es-mda or eki',
    'nothing',
    'add the key type',
  ]),
];
