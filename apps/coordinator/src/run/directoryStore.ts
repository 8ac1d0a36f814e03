/** The store of a run directory. The line and the checkpoint of a step are written while the next step is evaluated. */
import { NO_TRACER } from '@enkit/contracts';
import type { RunDirectory } from '@enkit/storage';
import { toCheckpoint } from './checkpointContent.ts';
import type { RunListener } from './events.ts';
import type { RunState, RunStore } from './session.ts';

export function createDirectoryStore(directory: RunDirectory, listen: RunListener, tracer = NO_TRACER): RunStore {
  let appending: Promise<void> = Promise.resolve();
  let writing: Promise<void> = Promise.resolve();
  let isWriting = false;
  return {
    directory: directory.path,
    step(record) {
      appending = appending.then(() => directory.appendStep(record));
      // A failure is that of the checkpoint.
      appending.catch(() => undefined);
    },
    failed: (evaluation, parameters) => directory.writeFailedMembers(evaluation, parameters),
    async checkpoint(state) {
      await writing;
      const { step } = state.ensemble;
      isWriting = true;
      const line = appending;
      writing = tracer
        .span('checkpoint', { 'enkit.step': step }, () => write(directory, state, line, listen))
        .finally(() => (isWriting = false));
      // A failure is met by the next call or by settle; until then it must not count as unhandled.
      writing.catch(() => undefined);
    },
    isWriting: () => isWriting,
    settle: () => writing,
  };
}

async function write(
  directory: RunDirectory,
  state: RunState,
  line: Promise<void>,
  listen: RunListener,
): Promise<void> {
  const began = performance.now();
  const { step } = state.ensemble;
  try {
    await line;
    const bytes = await directory.writeCheckpoint(toCheckpoint(state));
    listen({ type: 'checkpoint', step, seconds: (performance.now() - began) / 1000, bytes });
  } catch (error) {
    listen({ type: 'checkpoint-failed', step });
    throw error;
  }
}
