/** A key that is not known at its place: what is known there, and what may have been meant. */
import { z } from 'zod';
import { experimentSchema } from '../experiment/experiment.ts';
import type { Fault } from './fault.ts';
import { type KeyPath, printable } from './keyPath.ts';
import { branches, chooseBranch, keyPaths, plainAt, schemaAt, tagsOf, unwrap } from './schemaTree.ts';
import { alternatives, nearestWord } from './spelling.ts';

const KEY_PATHS = keyPaths(experimentSchema);

export function unknownKey(path: KeyPath, plain: unknown): Fault {
  const owner = path.slice(0, -1);
  const schema = schemaAt(experimentSchema, plain, owner);
  const union = schema && unwrap(schema);
  const section = union && chooseBranch(union, plainAt(plain, owner));
  const known = section instanceof z.ZodObject ? Object.keys(section.shape) : [];
  const key = String(path.at(-1));
  const other = ofOtherBranch(key, union);
  const meant = other ? undefined : nearestWord(key, known);
  return {
    code: 'CFG_UNKNOWN_KEY',
    path,
    at: 'key',
    expected: `one of the keys ${alternatives(known)}`,
    got: `"${printable(key)}"`,
    suggestion: other ?? (meant && `did you mean "${meant}"?`) ?? elsewhere(key),
    meant,
  };
}

/** A key that another method, model or source has. */
function ofOtherBranch(key: string, union: z.core.$ZodType | undefined): string | undefined {
  if (!(union instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator } = union.def;
  const owners = branches(union).filter((branch) => key in branch.shape);
  const tags = owners.flatMap((branch) => tagsOf(branch, discriminator).map(String));
  return tags.length > 0 ? `remove it: it belongs to ${discriminator}: ${alternatives(tags)}` : undefined;
}

/** A key that is known in another section. */
function elsewhere(key: string): string | undefined {
  if (key === 'type') return undefined;
  const places = KEY_PATHS.filter((path) => path === key || path.endsWith(`.${key}`));
  return places.length > 0 ? `did you mean ${alternatives(places.slice(0, 3))}?` : undefined;
}
