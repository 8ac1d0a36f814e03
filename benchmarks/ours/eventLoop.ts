/** How long the event loop of this thread stands still while a work is done. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import type { PreparedWork } from './work.ts';

/** For the monitor to begin, and to see the turn after the call. */
const SETTLED_MILLISECONDS = 20;

/** Of one call, the longest, in seconds. */
export async function longestPause(work: PreparedWork): Promise<number> {
  work.before?.();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await setTimeout(SETTLED_MILLISECONDS);
  delay.reset();
  await work.call();
  await setTimeout(SETTLED_MILLISECONDS);
  delay.disable();
  return delay.max / 1e9;
}
