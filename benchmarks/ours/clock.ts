/** Times calls of a work: warmed up, and so many at a time that the clock and the collector do not matter. */
import type { PreparedWork } from './work.ts';

/** V8 compiles hot code anew within the first of these; long calls are repeated twice. */
const WARM_UP_SECONDS = 0.4;
const LEAST_WARM_UPS = 2;
const TIMED_SECONDS = 0.12;

export interface Timer {
  /** Seconds per call, over as many calls as fill the timed span. */
  seconds(): Promise<number>;
}

export async function warmUp(work: PreparedWork): Promise<Timer> {
  let best = Infinity;
  const began = performance.now();
  for (let calls = 0; calls < LEAST_WARM_UPS || performance.now() - began < 1000 * WARM_UP_SECONDS; calls++)
    best = Math.min(best, await timed(work, 1));
  const repetitions = Math.max(1, Math.ceil(TIMED_SECONDS / best));
  return { seconds: () => timed(work, repetitions) };
}

async function timed(work: PreparedWork, repetitions: number): Promise<number> {
  if (work.before) return timedApart(work, repetitions);
  const began = performance.now();
  for (let k = 0; k < repetitions; k++) {
    const pending = work.call();
    if (pending) await pending;
  }
  return (performance.now() - began) / 1000 / repetitions;
}

async function timedApart(work: PreparedWork, repetitions: number): Promise<number> {
  let milliseconds = 0;
  for (let k = 0; k < repetitions; k++) {
    work.before?.();
    const began = performance.now();
    await work.call();
    milliseconds += performance.now() - began;
  }
  return milliseconds / 1000 / repetitions;
}
