import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { experimentJsonSchema } from './jsonSchema.ts';

const COMMAND = 'node packages/contracts/scripts/writeSchema.ts';

type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Every property below `node` with its dotted path. */
function properties(node: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (!isNode(node)) return [];
  const own = isNode(node['properties']) ? Object.entries(node['properties']) : [];
  const found = own.map(([key, child]) => [`${path}.${key}`, child] as const);
  const below = found.flatMap(([place, child]) => properties(child, place));
  const inner = [node['oneOf'], node['anyOf'], node['items']].flat();
  return [...found, ...below, ...inner.flatMap((child) => properties(child, path))];
}

describe('the JSON Schema of an experiment', () => {
  test('that is committed is that of the code', () => {
    const committed: unknown = JSON.parse(
      readFileSync(new URL('../../../../docs/experiment.schema.json', import.meta.url), 'utf8'),
    );
    expect(committed, `out of date: run ${COMMAND}`).toEqual(experimentJsonSchema());
  });

  test('that an editor shows describes every key', () => {
    const bare = properties(experimentJsonSchema()).filter(([, child]) => !isNode(child) || !child['description']);
    expect(bare.map(([path]) => path)).toEqual([]);
  });

  test('that is for what users write asks for keys without a default only, and refuses unknown ones', () => {
    const schema = experimentJsonSchema();
    expect(schema['required']).toEqual(['name', 'data', 'model', 'method', 'ensemble']);
    expect(schema['additionalProperties']).toBe(false);
  });
});
