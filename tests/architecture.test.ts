/**
 * The layers of the repository, checked from the imports themselves: npm hoists, so an import that a package does not
 * declare would resolve silently.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** What each package may import of the others, from left to right. */
const NUMERICS = ['@enkit/numerics'];
const PURE = [...NUMERICS, '@enkit/assimilation', '@enkit/models'];
const CONTRACTS = [...PURE, '@enkit/contracts'];
const SERVICES = [...CONTRACTS, '@enkit/evaluation', '@enkit/queue', '@enkit/storage', '@enkit/telemetry'];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  '@enkit/numerics': [],
  '@enkit/assimilation': NUMERICS,
  '@enkit/models': NUMERICS,
  '@enkit/contracts': PURE,
  '@enkit/evaluation': CONTRACTS,
  '@enkit/queue': CONTRACTS,
  '@enkit/storage': CONTRACTS,
  '@enkit/telemetry': CONTRACTS,
  '@enkit/testing': [],
  '@enkit/worker': SERVICES,
  '@enkit/dashboard': CONTRACTS,
  enkit: [...SERVICES, '@enkit/dashboard'],
};

/** The one home of each infrastructure library. */
const HOMES: Readonly<Record<string, string>> = {
  bullmq: '@enkit/queue',
  ioredis: '@enkit/queue',
  piscina: '@enkit/evaluation',
  'prom-client': '@enkit/telemetry',
  '@opentelemetry/api': '@enkit/telemetry',
  '@opentelemetry/sdk-trace': '@enkit/telemetry',
  'bullmq-otel': '@enkit/telemetry',
  pino: '@enkit/telemetry',
  koffi: '@enkit/numerics',
  'ml-matrix': '@enkit/numerics',
};

interface Workspace {
  readonly name: string;
  readonly folder: string;
  readonly declared: readonly string[];
  readonly doors: readonly string[];
  readonly files: readonly string[];
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('node_modules'));
}

function readWorkspace(folder: string): Workspace {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  > & { name: string };
  const declared = Object.keys({
    ...manifest['dependencies'],
    ...manifest['devDependencies'],
    ...manifest['optionalDependencies'],
  });
  const doors = Object.keys(manifest['exports'] ?? {});
  return { name: manifest.name, folder, declared, doors, files: sourcesBelow(join(folder, 'src')) };
}

const WORKSPACES = ['packages', 'apps']
  .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => join(ROOT, group, name)))
  .filter((folder) => existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'src')))
  .map(readWorkspace);

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\s[^;'"`]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? match[3]);
}

function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Tests and their support may use what the sources may not. */
function isTest(file: string): boolean {
  return /\.(test|bench)\.tsx?$|[\\/](testing|testSupport|simulation|badInputs)[\\/]|conformance/i.test(file);
}

function places(found: readonly [string, string][]): string[] {
  return found.map(([file, what]) => `${relative(ROOT, file)}: ${what}`);
}

function external(workspace: Workspace, filter: (file: string, name: string) => boolean): string[] {
  const found = workspace.files.flatMap((file) =>
    importsOf(file).flatMap((specifier): [string, string][] => {
      const name = packageOf(specifier);
      return name !== undefined && filter(file, name) ? [[file, specifier]] : [];
    }),
  );
  return places(found);
}

it('that every workspace has its place in the layers', () => {
  expect(WORKSPACES.map(({ name }) => name).filter((name) => !(name in ALLOWED))).toEqual([]);
});

it.each(WORKSPACES)('that $name imports only from its left', (workspace) => {
  const isOurs = (name: string): boolean => name in ALLOWED;
  const wrong = external(
    workspace,
    (file, name) => isOurs(name) && !isTest(file) && !ALLOWED[workspace.name].includes(name),
  );
  expect(wrong).toEqual([]);
});

it.each(WORKSPACES)('that $name declares what its sources import', (workspace) => {
  const wrong = external(
    workspace,
    (file, name) => !isTest(file) && name !== workspace.name && !workspace.declared.includes(name),
  );
  expect(wrong).toEqual([]);
});

/** What packages export: their doors. */
const DOORS = WORKSPACES.flatMap(({ name, doors }) => doors.map((door) => name + door.slice(1)));

it.each(WORKSPACES)('that $name reaches other packages by their doors only', (workspace) => {
  const inside = external(workspace, (_file, name) => name in ALLOWED).filter(
    (place) => !DOORS.includes(place.slice(place.lastIndexOf(': ') + 2)),
  );
  const around = places(
    workspace.files.flatMap((file) =>
      importsOf(file).flatMap((specifier): [string, string][] =>
        specifier.startsWith('.') && relative(workspace.folder, resolve(dirname(file), specifier)).startsWith('..')
          ? [[file, specifier]]
          : [],
      ),
    ),
  );
  expect([...inside, ...around]).toEqual([]);
});

it.each(WORKSPACES)('that $name leaves infrastructure libraries in their one home', (workspace) => {
  const wrong = external(
    workspace,
    (file, name) =>
      name in HOMES && HOMES[name] !== workspace.name && !isTest(file) && workspace.name !== '@enkit/testing',
  );
  expect(wrong).toEqual([]);
});

it('that the pure packages touch neither files, network, processes nor the clock', () => {
  const impure = /from '(node:(?!test)[^']+)'|\bDate\.now\(|\bMath\.random\(|\bperformance\.now\(|\bprocess\./;
  const allowed = /packages\/numerics\/src\/(backends|testing)\//;
  const wrong = WORKSPACES.filter(({ name }) => PURE.includes(name)).flatMap(({ files }) =>
    files
      .filter((file) => !isTest(file) && !allowed.test(file) && impure.test(readFileSync(file, 'utf8')))
      .map((file) => relative(ROOT, file)),
  );
  expect(wrong).toEqual([]);
});

it('that no import leads back to its own file', () => {
  const graph = new Map(WORKSPACES.flatMap(({ files }) => files.map((file) => [file, localImports(file)] as const)));
  expect(findCycle(graph)?.map((file) => relative(ROOT, file))).toBeUndefined();
});

function localImports(file: string): string[] {
  const text = readFileSync(file, 'utf8').replaceAll(/import type [^;]+;/g, '');
  return [...text.matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2] ?? match[3])
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => resolve(dirname(file), specifier));
}

function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}

it('that nothing is exported by default, by star or from a junk drawer', () => {
  const wrong = WORKSPACES.flatMap(({ files }) =>
    files.filter(
      (file) =>
        /^export default|^export \* from/m.test(readFileSync(file, 'utf8')) ||
        /\/(utils?|helpers?|common|misc)\.tsx?$/.test(file),
    ),
  );
  expect(wrong.map((file) => relative(ROOT, file))).toEqual([]);
});
