/** Draws the report of a run on a thread of its own: to load the plotting library and to draw would block a coordinator for 0.3 s. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunReport } from './runReport.ts';

/** What renderRunReport gives. */
export async function drawRunReport(report: RunReport): Promise<string> {
  const worker = new Worker(new URL('./drawThread.js', import.meta.url), { workerData: report });
  const [page] = (await once(worker, 'message')) as [string];
  return page;
}
