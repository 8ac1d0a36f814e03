/** A process that can be killed or frozen: what it waits for reaches it late, or never. */
import type { VirtualClock } from './virtualClock.ts';

export interface SimulatedProcess {
  isAlive(): boolean;
  kill(): void;
  /** As SIGSTOP and, later, SIGCONT. */
  freeze(seconds: number): void;
  /** The promise as this process sees it. */
  within<T>(promise: Promise<T>): Promise<T>;
  sleep(seconds: number): Promise<void>;
}

export function createProcess(clock: VirtualClock): SimulatedProcess {
  let alive = true;
  let frozenUntil = 0;
  const deliver = (callback: () => void): void => {
    if (!alive) return;
    if (clock.now() < frozenUntil) clock.at(frozenUntil - clock.now(), () => deliver(callback));
    else callback();
  };
  const within = <T>(promise: Promise<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      promise.then(
        (value) => deliver(() => resolve(value)),
        (error: unknown) => deliver(() => reject(error)),
      );
    });
  return {
    isAlive: () => alive,
    kill: () => {
      alive = false;
    },
    freeze: (seconds) => {
      frozenUntil = Math.max(frozenUntil, clock.now() + seconds);
    },
    within,
    sleep: (seconds) => within(clock.sleep(seconds)),
  };
}
