/** The thread of drawRunReport: gets a report, answers with its page. */
import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { RunReport } from './runReport.ts';

enableCompileCache();
const { renderRunReport } = await import('./renderRunReport.ts');
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(renderRunReport(workerData as RunReport));
