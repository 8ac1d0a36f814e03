/** The table of bad experiments that badInputs.test.ts goes through: what is wrong and every error it must give. */
import type { ErrorCode } from '../errors/registry.ts';

/** Code, line:column in the file, key, and words of "expected", "got" and (where it matters) the suggestion. */
export type ExpectedError = readonly [
  code: ErrorCode,
  at: string,
  key: string,
  expected: string,
  got: string,
  suggestion?: string,
];

export interface BadInput {
  /** Completes "that ...". */
  readonly that: string;
  readonly text: string | Uint8Array;
  readonly overrides?: readonly string[];
  /** All errors in their order, and no others. */
  readonly errors: readonly ExpectedError[];
}

export function bad(that: string, text: string | Uint8Array, ...errors: readonly ExpectedError[]): BadInput {
  return { that, text, errors };
}

const LINES = {
  name: 'name: bad',
  data: 'data: {source: sine, noise: 0.1}',
  model: 'model: {type: mlp, hidden: [10]}',
  method: 'method: {type: es-mda}',
  ensemble: 'ensemble: {size: 10}',
};

/** A sound experiment of five lines, some of them replaced, with others after them. */
export function experimentWith(lines: Partial<Record<keyof typeof LINES, string>> = {}, ...more: string[]): string {
  return `${[...Object.values({ ...LINES, ...lines }), ...more].join('\n')}\n`;
}
