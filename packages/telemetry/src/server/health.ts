/**
 * What the probes ask. Alive: this process can do something, which a restart would mend otherwise; it never depends on
 * Redis, whose outage would restart every worker. Ready: it can work now, Redis included.
 */
import type { EventLoopMonitor } from './eventLoopMonitor.ts';

export interface HealthStatus {
  readonly ok: boolean;
  /** One line, told to who asks. */
  readonly reason: string;
}

export interface LivenessLimits {
  /** Longest delay of the event loop that passes, in seconds; default 10. */
  readonly maximumDelaySeconds?: number;
  /** Longest time between two calls of `progress`, in seconds; default 120. */
  readonly maximumSilenceSeconds?: number;
}

export interface Liveness {
  /** To be called by the process' own loop at each turn, whether or not there was work. */
  progress(): void;
  alive(): HealthStatus;
}

/** Judges by the event loop and by the last turn of the process' own loop. */
export function createLiveness(eventLoop: EventLoopMonitor, limits: LivenessLimits = {}): Liveness {
  const { maximumDelaySeconds = 10, maximumSilenceSeconds = 120 } = limits;
  let lastProgress = performance.now();
  return {
    progress() {
      lastProgress = performance.now();
    },
    alive() {
      const delay = eventLoop.longestDelaySeconds();
      const silence = (performance.now() - lastProgress) / 1000;
      if (delay > maximumDelaySeconds) {
        return { ok: false, reason: `the event loop was blocked for ${delay.toFixed(1)} s` };
      }
      if (silence > maximumSilenceSeconds) return { ok: false, reason: `no progress for ${silence.toFixed(0)} s` };
      return { ok: true, reason: 'alive' };
    },
  };
}
