/** From zod's issues to faults in the words of the error registry: what is expected comes from the schema's description. */
import { z } from 'zod';
import type { ErrorCode } from '../errors/registry.ts';
import { experimentSchema } from '../experiment/experiment.ts';
import { fieldFaultOf } from '../experiment/fieldFault.ts';
import type { Fault } from './fault.ts';
import type { KeyPath } from './keyPath.ts';
import { chooseBranch, describeSchema, plainAt, schemaAt, unwrap } from './schemaTree.ts';
import { describeValue, type SourceMapping, type SourceValue, valueAt } from './sourceTree.ts';
import { alternatives, nearestWord } from './spelling.ts';
import { unknownKey } from './unknownKey.ts';

type Issue = z.core.$ZodIssue;
type UnionIssue = z.core.$ZodIssueInvalidUnion;

/** Of one mapping's unknown keys. */
const MOST_KEYS = 100;

/** What was validated: the values with their places, and the same as plain values. */
export interface Validated {
  readonly root: SourceMapping;
  readonly plain: unknown;
}

/** The faults that one issue stands for; `above` is the path of the union it was found in. */
export function faultsOf(issue: Issue, validated: Validated, above: KeyPath = []): Fault[] {
  const path = [...above, ...keyPathOf(issue.path)];
  const value = valueAt(validated.root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.slice(0, MOST_KEYS).map((key) => unknownKey([...path, key], validated.plain));
    case 'invalid_union':
      return issue.discriminator === undefined
        ? unionFaults(issue, path, value, validated)
        : [wrongDiscriminator(issue, path, value)];
    case 'custom':
      return customFaults(issue, path);
    case 'invalid_format':
      return [{ code: 'CFG_FORMAT', path, expected: issue.message, got: shown(path, value) }];
    default:
      return [valueFault(issue, path, value, validated)];
  }
}

/** A union that is told apart by the kind of value: only the alternative that was meant is worth a message. */
function unionFaults(issue: UnionIssue, path: KeyPath, value: SourceValue | undefined, validated: Validated): Fault[] {
  const union = schemaAt(experimentSchema, validated.plain, path);
  const inner = union && unwrap(union);
  const meant = inner && chooseBranch(inner, plainAt(validated.plain, path));
  const chosen = inner instanceof z.ZodUnion ? inner.options.findIndex((option) => option === meant) : -1;
  const issues = issue.errors[chosen];
  if (issues?.some((below) => below.path.length > 0 || below.code === 'unrecognized_keys'))
    return issues.flatMap((below) => faultsOf(below, validated, path));
  const expected = describeSchema(union);
  if (value?.kind !== 'scalar' || typeof value.value !== 'string' || !issues) return [typeFault(path, value, expected)];
  return [wordFault(path, value, expected, wordsOf(issues))];
}

function wordsOf(issues: readonly Issue[]): string[] {
  return issues.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values.map(String) : []));
}

function wrongDiscriminator(issue: UnionIssue, path: KeyPath, value: SourceValue | undefined): Fault {
  const words = ('options' in issue ? (issue.options ?? []) : []).map(String);
  if (value === undefined) return missing(path, alternatives(words));
  return wordFault(path, value, alternatives(words), words);
}

function valueFault(issue: Issue, path: KeyPath, value: SourceValue | undefined, validated: Validated): Fault {
  const schema = schemaAt(experimentSchema, validated.plain, path);
  const expected = describeSchema(schema);
  if (value === undefined) return missing(path, expected);
  if (issue.code === 'invalid_value') return wordFault(path, value, expected, issue.values.map(String));
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return typeFault(path, value, expected);
  if (value.kind !== 'scalar' || typeof value.value !== 'number') return lengthFault(issue, path, value);
  return { code: rangeCode(path), path, expected, got: shown(path, value) };
}

/** Lists and texts have one bound in the schema: they may not be empty. */
function lengthFault(issue: Issue, path: KeyPath, value: SourceValue): Fault {
  const expected = value.kind === 'list' ? 'a list with at least one entry' : 'a text that is not empty';
  return {
    code: 'CFG_RANGE',
    path,
    expected: issue.code === 'too_small' ? expected : issue.message,
    got: describeValue(value),
  };
}

function customFaults(issue: z.core.$ZodIssueCustom, path: KeyPath): Fault[] {
  const fault = fieldFaultOf(issue);
  return fault ? [{ ...fault, path }] : [];
}

function missing(path: KeyPath, expected: string): Fault {
  return {
    code: 'CFG_MISSING_KEY',
    path,
    at: 'key',
    expected,
    got: 'nothing',
    suggestion: `add the key ${path.at(-1)}`,
  };
}

function wordFault(path: KeyPath, value: SourceValue, expected: string, words: readonly string[]): Fault {
  if (value.kind !== 'scalar' || value.value === null) return typeFault(path, value, expected);
  const near = typeof value.value === 'string' ? nearestWord(value.value, words) : undefined;
  return { code: 'CFG_CHOICE', path, expected, got: shown(path, value), suggestion: near && `did you mean "${near}"?` };
}

function typeFault(path: KeyPath, value: SourceValue | undefined, expected: string): Fault {
  const code = path.at(-1) === 'seed' ? 'CFG_SEED' : 'CFG_TYPE';
  return { code, path, expected, got: shown(path, value), suggestion: typeAdvice(value, expected) };
}

/** What most often stands behind a value of the wrong type. */
function typeAdvice(value: SourceValue | undefined, expected: string): string | undefined {
  if (value?.kind !== 'scalar') return undefined;
  if (value.value === null) return 'give it a value, or remove the key';
  if (typeof value.value !== 'string') return expected.startsWith('a text') ? 'put it in quotes' : undefined;
  if (/^(yes|on|no|off)$/i.test(value.value) && expected === 'true or false')
    return `YAML 1.2 writes ${/^(yes|on)$/i.test(value.value) ? 'true' : 'false'}`;
  const digits = value.value.replaceAll(/[_,' ]/g, '');
  const isNumber = /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(digits) && expected.includes('number');
  return isNumber ? `write ${digits}, without quotes and separators` : undefined;
}

function rangeCode(path: KeyPath): ErrorCode {
  if (path.at(-1) === 'seed') return 'CFG_SEED';
  return path.includes('observationError') && path.includes('sd') ? 'CFG_OBS_SD' : 'CFG_RANGE';
}

/** The value as it was written, except where it may hold a password. */
function shown(path: KeyPath, value: SourceValue | undefined): string {
  if (path.at(-1) !== 'redis' || value?.kind !== 'scalar' || typeof value.value !== 'string')
    return describeValue(value);
  return `a text of ${value.value.length} characters (not shown, for it may hold a password)`;
}

function keyPathOf(path: readonly PropertyKey[]): KeyPath {
  return path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
}
