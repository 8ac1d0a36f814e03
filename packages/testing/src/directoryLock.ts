/** A lock between processes: a directory that only one of them can make. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 100;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function tryMakeDirectory(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** A holder that was killed leaves its directory behind; its process id tells. */
async function removeIfAbandoned(path: string): Promise<void> {
  const pid = Number(await readFile(join(path, 'pid'), 'utf8').catch(() => ''));
  if (pid > 0 && !isAlive(pid)) await rm(path, { recursive: true, force: true });
}

async function acquire(path: string, attempts: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (await tryMakeDirectory(path)) return await writeFile(join(path, 'pid'), String(process.pid));
    await removeIfAbandoned(path);
    await sleep(POLL_MILLISECONDS);
  }
  throw new Error(`the lock ${path} was not released; remove it if no test is running`);
}

/**
 * Runs `action` while no other process runs one under the same lock.
 * Throws when the lock was not to be had within `timeoutSeconds`.
 */
export async function withDirectoryLock<T>(path: string, timeoutSeconds: number, action: () => Promise<T>): Promise<T> {
  await acquire(path, (timeoutSeconds * 1000) / POLL_MILLISECONDS);
  try {
    return await action();
  } finally {
    await rm(path, { recursive: true, force: true });
  }
}
