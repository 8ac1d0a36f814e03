/** A worker process on the tiny model, for tests that kill it: `node workerProcess.ts URL PREFIX MILLISECONDS`. */
import { flushCompileCache } from 'node:module';
import { openTestWorker } from './testQueue.ts';
import { tinyEvaluator } from './tinyModel.ts';

const [url, prefix, milliseconds] = process.argv.slice(2);
const place = { redis: { url }, prefix };
const worker = await openTestWorker(place, { evaluate: tinyEvaluator(Number(milliseconds)) });
process.on('SIGTERM', () => void worker.drain(0));
// Killed processes would never write it.
flushCompileCache();
process.send?.('ready');
await worker.ended;
process.disconnect?.();
