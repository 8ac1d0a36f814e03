/** A program's /metrics as a Prometheus of the test would fetch it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '@enkit/testing';

const EVERY_MILLISECONDS = 100;

/** Fetches `url`/metrics until the program has ended; gives what was served, the last at the end. */
export async function scrapeToTheEnd(program: Program, url: string): Promise<string[]> {
  const texts: string[] = [];
  const over = new AbortController();
  void program.ended.then(() => over.abort());
  while (!over.signal.aborted) {
    await fetch(`${url}/metrics`).then(
      async (response) => texts.push(await response.text()),
      () => undefined,
    );
    await sleep(EVERY_MILLISECONDS);
  }
  return texts;
}
