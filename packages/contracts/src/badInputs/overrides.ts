/** Arguments of --set that are malformed, misplaced or wrong. */
import { type BadInput, type ExpectedError, experimentWith } from './badInput.ts';

const FORM = 'section.key=value from the command line';

/** A sound file with these arguments. */
function set(that: string, overrides: readonly string[], ...errors: readonly ExpectedError[]): BadInput {
  return { that, text: experimentWith(), overrides, errors };
}

export const OVERRIDES: readonly BadInput[] = [
  set('an override without a value', ['ensemble.size'], ['CFG_OVERRIDE', '', 'ensemble.size', FORM, 'no "="']),
  set(
    'an override without a key',
    ['=3', 'ensemble..size=3'],
    ['CFG_OVERRIDE', '', '', FORM, 'an empty key'],
    ['CFG_OVERRIDE', '', 'ensemble..size', FORM, 'an empty key'],
  ),
  set(
    'an override that is no YAML',
    ['method.alpha=[2, 2'],
    ['CFG_OVERRIDE', '', 'method.alpha', FORM, 'a value that is not YAML: expected a closing quote, comma or colon'],
  ),
  set(
    'an override below a single value',
    ['ensemble.size.x=3'],
    ['CFG_OVERRIDE', '', 'ensemble.size.x', FORM, 'ensemble.size, which is a single value without keys'],
  ),
  set(
    'an override of an entry that is not there',
    ['model.hidden.1=3', 'model.hidden.x=3'],
    ['CFG_OVERRIDE', '', 'model.hidden.1', FORM, 'entry 1 of model.hidden, a list of 1 (the first is 0)'],
    ['CFG_OVERRIDE', '', 'model.hidden.x', FORM, 'entry x of model.hidden, a list of 1 (the first is 0)'],
  ),
  set(
    'an override with seventeen keys',
    [`${'a.'.repeat(16)}a=1`],
    ['CFG_OVERRIDE', '', 'a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a', FORM, '17 keys'],
  ),
  set(
    'an override of 10,001 characters',
    [`name=${'a'.repeat(9996)}`],
    ['CFG_OVERRIDE', '', 'name', FORM, '10001 characters'],
  ),
  set(
    'an override of a forbidden key',
    ['ensemble.__proto__.polluted=true', 'ensemble={size: 10, __proto__: {polluted: true}}'],
    ['CFG_FORBIDDEN_KEY', '', 'ensemble.__proto__.polluted', 'a key of the experiment', 'ensemble.__proto__.polluted'],
    ['CFG_FORBIDDEN_KEY', '', 'ensemble.__proto__', 'a key of the experiment', '"__proto__"'],
  ),
  set(
    'an override of an unknown key',
    ['ensemble.sise=3', 'enesmble.size=3'],
    [
      'CFG_UNKNOWN_KEY',
      '',
      'ensemble.sise',
      'size, seed, prior, failedMembers or precision',
      '"sise"',
      'did you mean "size"?',
    ],
    ['CFG_UNKNOWN_KEY', '', 'enesmble', 'one of the keys', '"enesmble"', 'did you mean "ensemble"?'],
  ),
  set(
    'an override out of range, the last of two',
    ['ensemble.size=20', 'ensemble.size=0'],
    ['CFG_RANGE', '', 'ensemble.size', 'at least 2', '0'],
  ),
  set(
    'an override of another type',
    ['ensemble.size=many', 'model.hidden.0='],
    ['CFG_TYPE', '', 'model.hidden.0', 'a whole number of at least 1', 'nothing', 'give it a value, or remove the key'],
    ['CFG_TYPE', '', 'ensemble.size', 'a whole number of at least 2', '"many"'],
  ),
  set(
    'an override that contradicts the file',
    ['ensemble.failedMembers.minimum=11'],
    ['CFG_CONFLICT', '', 'ensemble.failedMembers.minimum', 'at most ensemble.size, 10', '11'],
  ),
  set(
    'a password on the command line, which is not shown',
    ['evaluation.queue.redis=:hunter2@host', 'redis://:hunter2@host'],
    ['CFG_OVERRIDE', '', 'redis://***@host', FORM, 'no "="'],
    ['CFG_FORMAT', '', 'evaluation.queue.redis', 'begins with redis://', 'a text of 13 characters (not shown'],
  ),
  {
    that: 'wrong overrides beside a wrong file',
    text: experimentWith({ ensemble: 'ensemble: {size: 1}' }),
    overrides: ['method.steps=0', 'x'],
    errors: [
      ['CFG_RANGE', '5:18', 'ensemble.size', 'at least 2', '1'],
      ['CFG_OVERRIDE', '', 'x', FORM, 'no "="'],
      ['CFG_RANGE', '', 'method.steps', 'at least 1', '0'],
    ],
  },
  {
    that: 'a malformed override beside a file that is no YAML',
    text: 'a: [',
    overrides: ['x'],
    errors: [
      ['CFG_SYNTAX', '1:5', '', 'a closing bracket', 'the end'],
      ['CFG_OVERRIDE', '', 'x', FORM, 'no "="'],
    ],
  },
];
