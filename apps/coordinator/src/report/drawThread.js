/** The thread of drawRunReport: gets a report, answers with its page. JavaScript, as what strips types takes 15 ms and 12 MB. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

enableCompileCache();
const { renderRunReport } = await import('./renderRunReport.ts');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(renderRunReport(workerData));
