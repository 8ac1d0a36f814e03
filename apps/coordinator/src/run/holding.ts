import type { RunDirectory } from '@enkit/storage';

/** Does the work while this process holds the run, so that no second coordinator writes there. Throws RUN_LOCKED. */
export async function holding<Value>(directory: RunDirectory, work: () => Promise<Value>): Promise<Value> {
  const lock = await directory.lock();
  try {
    return await work();
  } finally {
    await lock.release();
  }
}
