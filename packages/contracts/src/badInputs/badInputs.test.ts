import { describe, expect, test } from 'vitest';
import type { EnkitError } from '../errors/enkitError.ts';
import { CONFIGURATION_ERRORS } from '../errors/configurationErrors.ts';
import { parseExperiment } from '../parseExperiment.ts';
import type { BadInput, ExpectedError } from './badInput.ts';
import { DATA_RULES } from './dataRules.ts';
import { ERROR_MODEL } from './errorModel.ts';
import { KEYS } from './keys.ts';
import { OVERRIDES } from './overrides.ts';
import { RANGES } from './ranges.ts';
import { RULES } from './rules.ts';
import { SYNTAX } from './syntax.ts';
import { TYPES } from './types.ts';
import { WORDS } from './words.ts';

const BAD_INPUTS = [
  ...SYNTAX,
  ...KEYS,
  ...TYPES,
  ...RANGES,
  ...WORDS,
  ...ERROR_MODEL,
  ...RULES,
  ...DATA_RULES,
  ...OVERRIDES,
];
const MEMORY = 16e9;

function errorsOf({ text, overrides = [] }: BadInput): readonly EnkitError[] {
  const parsed = parseExperiment(text, { file: 'bad.yaml', overrides, memory: MEMORY });
  return parsed.status === 'invalid' ? parsed.errors : [];
}

function summary({ code, details: { location } }: EnkitError): string {
  const position = [location?.line, location?.column].filter((part) => part !== undefined).join(':');
  return [code, position, location?.key ?? ''].join(' ');
}

function expectMessage(error: EnkitError, [code, at, key, expected, got, suggestion = '']: ExpectedError): void {
  const file = error.details.location?.file === '--set' ? '--set' : 'bad.yaml';
  const place = [file, ...(at ? [at] : [])].join(':');
  expect(error.message).toMatch(`${[place, ...(key ? [key] : [])].join(' ')}: ${code}: expected `);
  expect(error.details.expected).toContain(expected);
  expect(error.details.got).toContain(got);
  expect(error.message).toContain(`; got ${error.details.got}; `);
  expect(error.message).toContain(suggestion);
  expect(error.message).not.toContain('\n');
  expect(error.message).not.toContain('hunter2');
}

describe('a bad experiment', () => {
  test.each(BAD_INPUTS)('that is $that is told with every fault and its place', (input) => {
    const errors = errorsOf(input);
    expect(errors.map(summary)).toEqual(input.errors.map(([code, at, key]) => `${code} ${at} ${key}`));
    errors.forEach((error, k) => expectMessage(error, input.errors[k]));
  });

  test('that names prototypes has polluted none, after all of them', () => {
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('that all of the table tell uses every code that a text can cause', () => {
    const used = new Set(BAD_INPUTS.flatMap(({ errors }) => errors.map(([code]) => code)));
    const ofFiles = ['CFG_NOT_FOUND', 'CFG_UNREADABLE'];
    expect([...used, ...ofFiles].toSorted()).toEqual(Object.keys(CONFIGURATION_ERRORS).toSorted());
  });
});
