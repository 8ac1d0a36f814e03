import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { errorTable } from './errorTable.ts';
import { EnkitError } from './enkitError.ts';
import { CONFIGURATION_ERRORS } from './configurationErrors.ts';
import { ERRORS, type ErrorCode } from './registry.ts';
import { QUEUE_ERRORS } from './queueErrors.ts';
import { RUN_ERRORS } from './runErrors.ts';
import { STORAGE_ERRORS } from './storageErrors.ts';

const COMMAND = 'node packages/contracts/scripts/writeErrors.ts';
const page = readFileSync(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');

describe('docs/errors.md', () => {
  test('that lists exactly the codes of the registry, once each', () => {
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, code]) => code);
    expect(listed.toSorted(), `out of date: run ${COMMAND}`).toEqual(Object.keys(ERRORS).toSorted());
  });

  test('that says of each what the registry says', () => {
    expect(page, `out of date: run ${COMMAND}`).toBe(errorTable(ERRORS));
  });

  test('that keeps a bar within a cell', () => {
    const table = errorTable({ A: { kind: 'run', when: 'a | b', advice: 'c' } });
    expect(table).toContain(String.raw`| ${'`A`'} | a \| b | c |`);
  });
});

describe('the registry of errors', () => {
  test('that is made of parts has no code in two of them', () => {
    const parts = [CONFIGURATION_ERRORS, STORAGE_ERRORS, RUN_ERRORS, QUEUE_ERRORS];
    const codes = parts.flatMap((part) => Object.keys(part));
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each(Object.keys(ERRORS) as ErrorCode[])('that has %s says when and what to do in one line', (code) => {
    const { when, advice } = ERRORS[code];
    expect(`${when}${advice}`).not.toMatch(/\n|\.$/);
    expect(when.length * advice.length).toBeGreaterThan(0);
    expect(new EnkitError(code).message).toBe(`${code}: ${advice}`);
    expect(new EnkitError(code).exitCode).toBeGreaterThanOrEqual(64);
  });
});
