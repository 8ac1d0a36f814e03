/**
 * The sections of an experiment that may have faults, with those left out, so that rules between keys can be checked in
 * the same go. A rule says what it reads, and is left out when any of that is faulty: nothing is reported twice.
 */
import type { z } from 'zod';
import { type Experiment, experimentSchema } from '../experiment/experiment.ts';
import type { Fault } from '../reading/fault.ts';
import { isWithin, type KeyPath } from '../reading/keyPath.ts';
import { plainAt } from '../reading/schemaTree.ts';
import type { Rule } from './rule.ts';

type SectionName = 'expected' | 'data' | 'model' | 'method' | 'compare' | 'ensemble' | 'evaluation';
/** Sections with defaults filled in; those that miss something necessary are undefined. */
export type Sections = { readonly [Name in SectionName]: Experiment[Name] | undefined };

export interface Draft {
  readonly sections: Sections;
  /** Whether the user wrote the key at `path`. */
  readonly isGiven: (path: KeyPath) => boolean;
}

export function draftOf(plain: unknown, faults: readonly Fault[]): Draft {
  const sound = structuredClone(plain);
  for (const { path } of faults) remove(sound, path);
  return { sections: sectionsOf(sound), isGiven: (path) => plainAt(sound, path) !== undefined };
}

/** The faults of the rules that read nothing faulty. */
export function checkRules(rules: readonly Rule[], plain: unknown, faults: readonly Fault[]): Fault[] {
  const draft = draftOf(plain, faults);
  const sound = rules.filter((rule) =>
    rule.reads.every((path) => !faults.some((fault) => touches(fault, path, draft))),
  );
  return sound.flatMap((rule) => rule.check(draft));
}

/** Whether the fault lies at, above or below the path; or is an unknown key that may have been meant for it. */
function touches(fault: Fault, path: KeyPath, draft: Draft): boolean {
  if (isWithin(fault.path, path) || isWithin(path, fault.path)) return true;
  if (fault.code !== 'CFG_UNKNOWN_KEY') return false;
  const owner = fault.path.slice(0, -1);
  return isWithin(path, owner) && path.length > owner.length && !draft.isGiven(path.slice(0, owner.length + 1));
}

/** Removes what is at `path`; of a list the whole, since one entry less would be another list. */
function remove(plain: unknown, path: KeyPath): void {
  const end = path.findIndex((segment) => typeof segment === 'number');
  const whole = end < 0 ? path : path.slice(0, end);
  const owner = plainAt(plain, whole.slice(0, -1));
  if (typeof owner === 'object' && owner !== null) Reflect.deleteProperty(owner, whole.at(-1) ?? '');
}

function sectionsOf(plain: unknown): Sections {
  const read = <T extends z.ZodType>(schema: T, key: string): z.output<T> | undefined => {
    const result = schema.safeParse(plainAt(plain, [key]));
    return result.success ? result.data : undefined;
  };
  const { shape } = experimentSchema;
  return {
    expected: read(shape.expected, 'expected'),
    data: read(shape.data, 'data'),
    model: read(shape.model, 'model'),
    method: read(shape.method, 'method'),
    compare: read(shape.compare, 'compare'),
    ensemble: read(shape.ensemble, 'ensemble'),
    evaluation: read(shape.evaluation, 'evaluation'),
  };
}
