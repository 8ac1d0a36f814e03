/** A run in a process of its own that prints for how many seconds its event loop was blocked at the longest, from the first members on. */
import { run, type RunOptions } from 'enkit';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const options = JSON.parse(process.argv[2]) as Pick<RunOptions, 'experiment' | 'out'>;
const delay = monitorEventLoopDelay({ resolution: 1 });
await run({ ...options, onEvent: ({ type }) => type === 'progress' && delay.enable() });
delay.disable();
process.stdout.write(`${delay.max / 1e9}\n`);
