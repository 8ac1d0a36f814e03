/** Checks plain values against the experiment's schema: the experiment, or every fault in keys and values. */
import { type Experiment, experimentSchema } from '../experiment/experiment.ts';
import type { z } from 'zod';
import type { Fault } from './fault.ts';
import { faultsOf } from './issueFaults.ts';
import { dotted, type KeyPath } from './keyPath.ts';
import { plainAt } from './schemaTree.ts';
import { plainValue, type SourceMapping } from './sourceTree.ts';
import { nearestWord } from './spelling.ts';

export type Validation =
  | { readonly status: 'valid'; readonly experiment: Experiment }
  | { readonly status: 'invalid'; readonly faults: readonly Fault[] };

/** A file can hold half a million wrong numbers; nobody reads so many faults. */
const MOST_ISSUES = 1000;

export function validate(root: SourceMapping): Validation {
  const plain = plainValue(root);
  const first = experimentSchema.safeParse(plain);
  if (first.success) return { status: 'valid', experiment: first.data };
  const misspelt = first.error.issues.filter(isDiscriminator);
  const corrected = withCorrections(plain, misspelt);
  const second = misspelt.length > 0 ? experimentSchema.safeParse(corrected) : first;
  const others = second.error?.issues.filter((issue) => !isDiscriminator(issue)) ?? [];
  const issues = [...misspelt, ...others].slice(0, MOST_ISSUES);
  return {
    status: 'invalid',
    faults: distinct(issues.flatMap((issue) => faultsOf(issue, { root, plain: corrected }))),
  };
}

function isDiscriminator(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueInvalidUnion {
  return issue.code === 'invalid_union' && issue.discriminator !== undefined;
}

/** A copy in which misspelt types are those that were most likely meant, so that the keys beside them are checked too. */
function withCorrections(plain: unknown, issues: readonly z.core.$ZodIssueInvalidUnion[]): unknown {
  const copy = structuredClone(plain);
  for (const issue of issues) {
    const path: KeyPath = issue.path.map(String);
    const words = 'options' in issue ? (issue.options ?? []).map(String) : [];
    const written = plainAt(copy, path);
    const meant = typeof written === 'string' ? nearestWord(written, words) : undefined;
    const owner = plainAt(copy, path.slice(0, -1));
    if (meant && typeof owner === 'object' && owner !== null) Reflect.set(owner, path.at(-1) ?? '', meant);
  }
  return copy;
}

/** Each fault once: zod reports some bounds twice, and a misspelt key leaves the right one missing. */
function distinct(faults: readonly Fault[]): Fault[] {
  const byPlace = new Map(faults.map((fault) => [`${fault.code} ${dotted(fault.path)}`, fault]));
  for (const { code, path, meant } of faults) {
    if (code === 'CFG_UNKNOWN_KEY' && meant) byPlace.delete(`CFG_MISSING_KEY ${dotted([...path.slice(0, -1), meant])}`);
  }
  return [...byPlace.values()];
}
