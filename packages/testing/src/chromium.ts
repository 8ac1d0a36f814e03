/**
 * A browser for tests: Debian's chromium-headless-shell with the libraries that this machine lacks, unpacked into the
 * cache and not installed; where that cannot be had, a Chromium on PATH.
 */
import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { unpackDebianPackages } from './debianPackage.ts';

const run = promisify(execFile);

export interface BrowserProgram {
  readonly path: string;
  /** Added to the environment of the browser. */
  readonly environment: Readonly<Record<string, string>>;
}

const PACKAGE = 'chromium-headless-shell';
/** The second holds what both of Debian's Chromiums read when they start. */
const PACKAGES = [PACKAGE, 'chromium-common'];
const PROGRAM = 'usr/lib/chromium/chromium-headless-shell';
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Names of the packages that would be installed with it here. */
async function missingPackages(): Promise<string[]> {
  const { stdout } = await run('apt-get', ['install', '--print-uris', '-qq', '--no-install-recommends', ...PACKAGES]);
  const files = stdout.split('\n').flatMap((line) => line.split(' ')[1] ?? []);
  return files.map((file) => file.split('_')[0]).filter((name) => !PACKAGES.includes(name));
}

/** All folders below the unpacked packages that hold shared libraries. */
async function libraryFolders(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const folders = entries.filter(({ name }) => /\.so(\.|$)/.test(name)).map(({ parentPath }) => parentPath);
  return [...new Set(folders)];
}

/** Options with which it runs as root and in a container, and asks nobody for anything. */
export const CHROMIUM_OPTIONS = ['--no-sandbox', '--disable-background-networking'];

/** Shows an empty page: a browser can tell its version long before it can do that. */
async function starts({ path, environment }: BrowserProgram): Promise<void> {
  const words = [...CHROMIUM_OPTIONS, '--headless', '--dump-dom', 'about:blank'];
  await run(path, words, { env: { ...process.env, ...environment }, timeout: 60_000 });
}

async function programOfDebian(): Promise<BrowserProgram> {
  const bare = { path: join(await unpackDebianPackages(PACKAGES), PROGRAM), environment: {} };
  const isEnough = await starts(bare).then(
    () => true,
    () => false,
  );
  if (isEnough) return bare;
  // Which libraries are missing depends on the machine; a second folder keeps the browser if they cannot be fetched.
  const libraries = await unpackDebianPackages(await missingPackages(), `${PACKAGE}-libraries`);
  const program = { ...bare, environment: { LD_LIBRARY_PATH: (await libraryFolders(libraries)).join(delimiter) } };
  await starts(program);
  return program;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function programOnPath(): Promise<BrowserProgram | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter))
    for (const name of NAMES)
      if (folder && (await isExecutable(join(folder, name)))) return { path: join(folder, name), environment: {} };
  return undefined;
}

/** A browser that runs here; fails with the command that helps when there is none. */
export async function findChromium(): Promise<BrowserProgram> {
  try {
    return await programOfDebian();
  } catch (error) {
    const found = await programOnPath();
    if (found) return found;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `these tests need a browser and found none: run "apt-get install ${PACKAGE}" (or put a chromium on PATH): ${reason}`,
      { cause: error },
    );
  }
}
