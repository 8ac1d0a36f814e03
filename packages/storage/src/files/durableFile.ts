/**
 * Files that are either whole or absent, whatever moment the process is killed or the power fails:
 * write a temporary file beside the target, fsync it, rename it over the target, fsync the directory.
 */
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errnoOf, writing } from './fileErrors.ts';

const TEMPORARY_SUFFIX = '.tmp';
/** File systems that cannot fsync a directory say so by one of these; there is nothing better to do on them. */
const NO_DIRECTORY_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR', 'EACCES']);

/** Takes the bytes of a file in order. A caller may reuse the buffer once `write` has settled. */
export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
}

/** Short pieces up to so many bytes are written together: a call to the system costs as much as a hundred kilobytes. */
const GATHERED_BYTES = 1 << 16;

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  let written = 0;
  while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
}

function sinkOf(handle: FileHandle): ByteSink & { flush(): Promise<void> } {
  const gathered = Buffer.allocUnsafe(GATHERED_BYTES);
  let filled = 0;
  const flush = async (): Promise<void> => {
    await writeAll(handle, gathered.subarray(0, filled));
    filled = 0;
  };
  return {
    async write(bytes) {
      if (filled + bytes.length > GATHERED_BYTES) await flush();
      if (bytes.length > GATHERED_BYTES) {
        await writeAll(handle, bytes);
        return;
      }
      gathered.set(bytes, filled);
      filled += bytes.length;
    },
    flush,
  };
}

/** Makes a rename or a new entry in the directory survive a power failure. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } catch (error) {
    if (!NO_DIRECTORY_SYNC.has(errnoOf(error) ?? '')) throw error;
  } finally {
    await handle.close();
  }
}

async function writeAndSync(path: string, content: (sink: ByteSink) => Promise<void>): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    const sink = sinkOf(handle);
    await content(sink);
    await sink.flush();
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces `path` by what `content` writes, durably and in one go. `beforeRename` may still refuse by throwing.
 * Errors: OUTPUT_UNWRITABLE, DISK_FULL; then the old file stays and no temporary file is left.
 */
export async function writeDurably(
  path: string,
  content: (sink: ByteSink) => Promise<void>,
  beforeRename?: () => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}${TEMPORARY_SUFFIX}`;
  await writing(path, async () => {
    try {
      await writeAndSync(temporary, content);
      await beforeRename?.();
      await rename(temporary, path);
      await syncDirectory(dirname(path));
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

/** Durably replaces `path` by a text in UTF-8. Errors as of writeDurably. */
export async function writeTextDurably(path: string, text: string, beforeRename?: () => Promise<void>): Promise<void> {
  await writeDurably(path, (sink) => sink.write(Buffer.from(text, 'utf8')), beforeRename);
}

/** Removes what killed processes left half written. Only the holder of the run's lock may call it. */
export async function removeStrayTemporaries(directory: string): Promise<void> {
  await writing(directory, async () => {
    const names = (await readdir(directory)).filter((name) => name.endsWith(TEMPORARY_SUFFIX));
    await Promise.all(names.map((name) => rm(join(directory, name), { force: true })));
  });
}
