/** How long the main event loop was blocked lately: a loop that is blocked renews no lock and answers no probe. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MILLISECONDS = 20;
const WINDOW_MILLISECONDS = 10_000;

export interface EventLoopMonitor {
  /** Longest delay in seconds within the last window and the present one, 10 to 20 s in all. */
  longestDelaySeconds(): number;
  stop(): void;
}

/** Nanoseconds between two ticks of the sampling timer, of which its period is no delay. */
function delaySeconds(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e9 - RESOLUTION_MILLISECONDS / 1000);
}

/** Starts to watch; does not keep the process alive. */
export function startEventLoopMonitor(windowMilliseconds: number = WINDOW_MILLISECONDS): EventLoopMonitor {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MILLISECONDS });
  histogram.enable();
  let lastWindow = 0;
  const rotation = setInterval(() => {
    lastWindow = histogram.max;
    histogram.reset();
  }, windowMilliseconds);
  rotation.unref();
  return {
    longestDelaySeconds: () => delaySeconds(Math.max(lastWindow, histogram.max)),
    stop() {
      clearInterval(rotation);
      histogram.disable();
    },
  };
}
