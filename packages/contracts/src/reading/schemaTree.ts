/**
 * What the experiment's schema expects at a place, in words. The messages are made from the schema itself, so that a
 * bound or a word that changes there changes here.
 */
import { z } from 'zod';
import type { KeyPath } from './keyPath.ts';
import { alternatives } from './spelling.ts';

type Schema = z.core.$ZodType;

/** The schema below optional, default and prefault. */
export function unwrap(schema: Schema): Schema {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault)
    inner = inner.unwrap();
  return inner;
}

/** The schema at `path` for the value `root`, whose discriminators choose the branches; undefined where there is none. */
export function schemaAt(schema: Schema, root: unknown, path: KeyPath): Schema | undefined {
  let [current, value]: [Schema | undefined, unknown] = [schema, root];
  for (const segment of path) {
    const branch = chooseBranch(unwrap(current), value);
    if (branch instanceof z.ZodObject) current = branch.shape[segment];
    else if (branch instanceof z.ZodArray) current = branch.element;
    else return undefined;
    if (!current) return undefined;
    value = childOf(value, segment);
  }
  return current;
}

/** The alternative of a union that `value` means: by its discriminator, else by its kind (list, mapping or scalar). */
export function chooseBranch(schema: Schema, value: unknown): Schema {
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const tag = childOf(value, schema.def.discriminator);
    return branches(schema).find((branch) => tagsOf(branch, schema.def.discriminator).includes(tag)) ?? schema;
  }
  if (!(schema instanceof z.ZodUnion)) return schema;
  return schema.options.map(unwrap).find((option) => kindOfSchema(option) === kindOfValue(value)) ?? schema;
}

/** The object schemas of a discriminated union. */
export function branches(schema: z.ZodDiscriminatedUnion): z.ZodObject[] {
  return schema.options.filter((option) => option instanceof z.ZodObject);
}

/** The values of its discriminator that mean this branch. */
export function tagsOf(branch: z.ZodObject, discriminator: string): unknown[] {
  const tag = branch.shape[discriminator];
  return tag instanceof z.ZodLiteral ? [...tag.values] : [];
}

/** Every key of the schema with the mappings above it, through all branches and into lists: "ensemble.prior.spread". */
export function keyPaths(schema: Schema): string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodArray) return keyPaths(inner.element);
  if (inner instanceof z.ZodUnion) return [...new Set(inner.options.flatMap((option) => keyPaths(option)))];
  if (!(inner instanceof z.ZodObject)) return [];
  const paths: string[] = [];
  for (const [key, child] of Object.entries(inner.shape))
    paths.push(key, ...keyPaths(child).map((below) => `${key}.${below}`));
  return paths;
}

/** The plain value at `path`, undefined where there is none. */
export function plainAt(plain: unknown, path: KeyPath): unknown {
  return path.reduce(childOf, plain);
}

function childOf(value: unknown, segment: string | number): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
  return Reflect.get(value, segment);
}

function kindOfValue(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return value !== null && typeof value === 'object' ? 'mapping' : typeof value;
}

function kindOfSchema(schema: Schema): string {
  if (schema instanceof z.ZodArray) return 'list';
  if (schema instanceof z.ZodObject) return 'mapping';
  if (schema instanceof z.ZodNumber) return 'number';
  return 'string';
}

/** What is expected, as the object of "expected ...". */
export function describeSchema(schema: Schema | undefined): string {
  const inner = schema && unwrap(schema);
  if (inner instanceof z.ZodNumber) return describeNumber(inner);
  if (inner instanceof z.ZodBoolean) return 'true or false';
  if (inner instanceof z.ZodEnum) return alternatives(inner.options.map(String));
  if (inner instanceof z.ZodLiteral) return alternatives([...inner.values].map(String));
  if (inner instanceof z.ZodArray) return describeList(inner, descriptionOf(schema) ?? inner.description);
  if (inner instanceof z.ZodObject) return `a mapping with the keys ${Object.keys(inner.shape).join(', ')}`;
  if (inner instanceof z.ZodDiscriminatedUnion) return describeBranches(inner);
  if (inner instanceof z.ZodUnion) return inner.options.map(describeOption).join(', or ');
  return describeText(descriptionOf(schema));
}

/** A list in a union is told by its own description, which knows more than the type of its entries. */
function describeOption(option: Schema): string {
  return (option instanceof z.ZodArray ? option.description : undefined) ?? describeSchema(option);
}

function describeText(description: string | undefined): string {
  return description ? `a text (${description})` : 'a text';
}

function describeList(list: z.ZodArray, description: string | undefined): string {
  return description ? `a list (${description})` : `a list, each entry ${describeSchema(list.element)}`;
}

/** A description may stand on the wrapper (optional, default) instead of the schema inside. */
function descriptionOf(schema: Schema | undefined): string | undefined {
  return schema && z.globalRegistry.get(schema)?.description;
}

function describeBranches(schema: z.ZodDiscriminatedUnion): string {
  const { discriminator } = schema.def;
  const tags = branches(schema).flatMap((branch) => tagsOf(branch, discriminator).map(String));
  return `a mapping whose ${discriminator} is ${alternatives(tags)}`;
}

function describeNumber(schema: z.ZodNumber): string {
  const bounds = [
    Number.isFinite(schema.minValue) &&
      `${isExclusive(schema, schema.minValue) ? 'above' : 'of at least'} ${schema.minValue}`,
    Number.isFinite(schema.maxValue) &&
      `${isExclusive(schema, schema.maxValue) ? 'below' : 'at most'} ${schema.maxValue}`,
  ].filter((bound) => bound !== false);
  const noun = schema.isInt ? 'a whole number' : 'a finite number';
  return [noun, bounds.join(' and ')].filter(Boolean).join(' ');
}

/** Whether one of the number's checks excludes `bound` itself. */
function isExclusive(schema: z.ZodNumber, bound: number | null): boolean {
  return (schema.def.checks ?? []).some(
    ({ _zod: { def } }) => 'value' in def && def.value === bound && 'inclusive' in def && !def.inclusive,
  );
}
