/**
 * For tests: a process that goes on with the run directory given as its argument until it is killed. It writes "ready",
 * and the number of each step once the step is recorded.
 */
import { openRun } from '../run/findRuns.ts';
import { ensembleAfter, stepRecord } from './exampleRun.ts';

const MEMBERS = 200;
const PARAMETERS = 600;

const run = await openRun(process.argv[2], '/');
process.stdout.write('ready\n');
await run.lock();
const first = ((await run.latestCheckpoint())?.step ?? 0) + 1;
await run.truncateAfter(first - 1);
for (let step = first; ; step++) {
  await run.appendStep(stepRecord(step));
  await run.writeCheckpoint({
    step,
    state: { step },
    arrays: { parameters: ensembleAfter(step, MEMBERS, PARAMETERS) },
  });
  await run.update({ status: step % 2 === 0 ? 'running' : 'interrupted' });
  process.stdout.write(`${step}\n`);
}
