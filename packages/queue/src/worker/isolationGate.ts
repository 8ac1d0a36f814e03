/**
 * Lets a suspected batch run alone in its worker process, so that when the process dies nobody else is blamed. Ordinary
 * batches share the gate; a lone one waits for those inside and keeps later ones out until it leaves.
 */
export interface IsolationGate {
  /** Resolves with the function that leaves the gate; rejects with the signal's reason when that aborts first. */
  enter(alone: boolean, signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  readonly alone: boolean;
  readonly admit: () => void;
}

export function createIsolationGate(): IsolationGate {
  let inside = 0;
  let lone = false;
  const queue: Waiting[] = [];

  const admitNext = (): void => {
    while (queue.length > 0 && !lone && !(queue[0].alone && inside > 0)) {
      const { alone, admit } = queue[0];
      queue.shift();
      inside++;
      lone = alone;
      admit();
    }
  };
  const leave = (): void => {
    inside--;
    lone = false;
    admitNext();
  };
  return {
    enter: (alone, signal) =>
      new Promise((resolve, reject) => {
        signal.throwIfAborted();
        const onAbort = (): void => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal.reason);
          admitNext();
        };
        const admit = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve(leave);
        };
        const waiting = { alone, admit };
        signal.addEventListener('abort', onAbort, { once: true });
        queue.push(waiting);
        admitNext();
      }),
  };
}
