/**
 * Programs that tests need and npm does not have (Redis, Prometheus), taken from Debian's packages without installing
 * anything: downloaded by apt-get, which checks the signatures, and unpacked into the project's .cache/.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withDirectoryLock } from './directoryLock.ts';

const run = promisify(execFile);

/** Folder for what tests fetch; outside version control. */
export const CACHE_DIRECTORY = fileURLToPath(new URL('../../../.cache/', import.meta.url));

async function download(names: readonly string[], directory: string): Promise<void> {
  const fetch = () => run('apt-get', ['download', ...names], { cwd: directory });
  // On a fresh machine the package lists are empty and the first try fails.
  await fetch().catch(async () => {
    await run('apt-get', ['update']);
    await fetch();
  });
}

async function unpack(names: readonly string[], destination: string): Promise<void> {
  const temporary = await mkdtemp(`${destination}.`);
  try {
    await download(names, temporary);
    const archives = (await readdir(temporary)).filter((file) => file.endsWith('.deb'));
    for (const archive of archives) {
      await run('dpkg', ['-x', archive, 'root'], { cwd: temporary });
    }
    await rename(join(temporary, 'root'), destination);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function explain(names: readonly string[], error: unknown): Error {
  const reason = error instanceof Error ? error.message.trim() : String(error);
  return new Error(
    `the Debian packages ${names.join(', ')} could not be fetched; these tests need a Debian-like system whose ` +
      `apt-get reaches its archive: ${reason}`,
    { cause: error },
  );
}

/**
 * Directory that holds the files of the named packages as they would lie under `/` (so `usr/bin/...`). Fetched at the
 * first call, found in the cache afterwards; safe when several test processes ask at once. Dependencies are not
 * followed: name those that are needed, and set LD_LIBRARY_PATH for their libraries.
 * @param folder name of the directory, where those of the packages would make too long a one
 */
export async function unpackDebianPackages(
  names: readonly string[],
  folder = [...names].sort().join('+'),
): Promise<string> {
  const parent = join(CACHE_DIRECTORY, 'debian');
  const destination = join(parent, folder);
  if (existsSync(destination)) return destination;
  await mkdir(parent, { recursive: true });
  await withDirectoryLock(`${destination}.lock`, 120, async () => {
    if (existsSync(destination)) return;
    await unpack(names, destination).catch((error: unknown) => {
      throw explain(names, error);
    });
  });
  return destination;
}
