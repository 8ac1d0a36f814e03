import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MILLISECONDS = 20;

/** Resolves when the condition holds, with what it gave. A test's own time limit ends a wait that is in vain. */
export async function until<Value>(condition: () => Value | undefined | false): Promise<Value> {
  for (;;) {
    const value = condition();
    if (value !== undefined && value !== false) return value;
    await sleep(POLL_MILLISECONDS);
  }
}
