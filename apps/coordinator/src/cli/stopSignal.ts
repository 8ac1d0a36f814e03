/** SIGINT and SIGTERM as an abort signal: the first asks for a clean end, the second ends at once. */
import type { Terminal } from './terminal.ts';

/** @param kept what is left for later, in words */
export function stopSignal(terminal: Terminal, kept = 'the last checkpoint is kept'): AbortSignal {
  const abort = new AbortController();
  const stop = (): void => {
    if (abort.signal.aborted) process.exit(130);
    terminal.note(`stopping after the step in hand; once more to stop at once (${kept})`);
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return abort.signal;
}
