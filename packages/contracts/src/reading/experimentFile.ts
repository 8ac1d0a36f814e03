/** Reads an experiment's bytes without trusting the path: no folder, no device, never more than the limit. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { EnkitError } from '../errors/enkitError.ts';
import { LARGEST_FILE, tooLarge } from './text.ts';

/**
 * The bytes of the experiment at `path`, at most 1 MiB: the size is asked for before anything is read, and a file that
 * grows meanwhile is not followed. Throws CFG_NOT_FOUND, CFG_UNREADABLE or CFG_TOO_LARGE.
 */
export async function readExperimentFile(path: string): Promise<Uint8Array> {
  const handle = await openFile(path);
  try {
    return await readAtMost(handle, path);
  } finally {
    await handle.close();
  }
}

/** Without blocking, so that a named pipe is refused instead of waited for. */
async function openFile(path: string): Promise<FileHandle> {
  try {
    // oxlint-disable-next-line no-bitwise -- flags of open(2)
    return await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    throw cannotOpen(path, error);
  }
}

function cannotOpen(path: string, cause: unknown): EnkitError {
  const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  const missing = reason === 'ENOENT' || reason === 'ENOTDIR';
  return new EnkitError(missing ? 'CFG_NOT_FOUND' : 'CFG_UNREADABLE', {
    expected: 'an experiment file',
    got: missing ? 'no such file' : reason,
    location: { file: path },
    cause,
  });
}

async function readAtMost(handle: FileHandle, path: string): Promise<Uint8Array> {
  const stat = await handle.stat();
  if (!stat.isFile()) {
    const got = stat.isDirectory() ? 'a folder' : 'a device, pipe or socket';
    throw new EnkitError('CFG_UNREADABLE', { expected: 'an experiment file', got, location: { file: path } });
  }
  if (stat.size > LARGEST_FILE) throw tooLarge(path, stat.size);
  const buffer = new Uint8Array(stat.size);
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}
