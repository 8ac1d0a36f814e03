/** Finds a Redis server program for tests: on PATH, else from Debian's package, which is unpacked but not installed. */
import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebianPackages } from './debianPackage.ts';

const run = promisify(execFile);

export interface ServerProgram {
  readonly path: string;
  /** Added to the environment of the server. */
  readonly environment: Readonly<Record<string, string>>;
}

const NAMES = ['redis-server', 'valkey-server'];
/** Debian's redis-server is a link into redis-tools; the others are libraries that a small system may not have. */
export const REDIS_PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function programOnPath(): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of NAMES) if (folder && (await isExecutable(join(folder, name)))) return join(folder, name);
  return undefined;
}

/** The folder of an unpacked package that holds the shared libraries, such as usr/lib/x86_64-linux-gnu. */
async function libraryFolder(root: string): Promise<string> {
  const libraries = join(root, 'usr/lib');
  const entries = await readdir(libraries);
  return join(libraries, entries.find((entry) => entry.endsWith('-linux-gnu')) ?? '');
}

async function programOfDebian(packages: readonly string[]): Promise<ServerProgram> {
  const root = await unpackDebianPackages(packages);
  const environment = { LD_LIBRARY_PATH: await libraryFolder(root) };
  const path = join(root, 'usr/bin/redis-server');
  await run(path, ['--version'], { env: { ...process.env, ...environment } });
  return { path, environment };
}

/** A server program that runs here; fails with the command that helps when there is none. */
export async function findRedisProgram(packages: readonly string[] = REDIS_PACKAGES): Promise<ServerProgram> {
  const path = await programOnPath();
  if (path) return { path, environment: {} };
  return programOfDebian(packages).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `these tests need a Redis server and found none: run "apt-get install redis-server" (or put redis-server or valkey-server on PATH): ${reason}`,
      { cause: error },
    );
  });
}
