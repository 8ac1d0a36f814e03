/** A coordinator process on the tiny model: `node coordinatorProcess.ts URL PREFIX MEMBERS`; sends what becomes of it. */
import { EnkitError } from '@enkit/contracts';
import { openTestQueue } from './testQueue.ts';
import { tinyRequest } from './tinyModel.ts';

const [url, prefix, members] = process.argv.slice(2);
const queue = await openTestQueue({ redis: { url }, prefix }, { batch: 2 });
const evaluation = queue.evaluate(tinyRequest(Number(members)), ({ done }) => void process.send?.(`done ${done}`));
process.send?.(`epoch ${queue.epoch}`);
await evaluation.then(
  () => process.send?.('finished'),
  (error: unknown) => process.send?.(error instanceof EnkitError ? error.code : String(error)),
);
await queue.close();
process.disconnect?.();
