import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/enkit.ts';

type Manifest = Readonly<Record<'name' | 'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>;

const manifests = [
  '.',
  ...['packages', 'apps'].flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(group, name))),
]
  .map((folder) => join(ROOT, folder, 'package.json'))
  .filter((file) => existsSync(file))
  .map((file) => JSON.parse(readFileSync(file, 'utf8')) as Partial<Manifest>);

const versions = manifests.flatMap(({ dependencies = {}, devDependencies = {} }) =>
  Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name]) => !name.startsWith('@enkit/') && name !== 'enkit',
  ),
);

it('that every dependency has its reason, and every reason its dependency', () => {
  const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
  const told = [...text.matchAll(/^\| `([^`]+)` \|[^|]+\| [^|\n]{10,} \|$/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual([...new Set(versions.map(([name]) => name))].sort());
});

it('that versions are exact', () => {
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

it('that the lock file names no host of a registry', () => {
  expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
});
