/**
 * The cost of the queue, and whether Redis stays small.
 *
 *   npm run bench:queue -- [--times 0.1,1,10,100] [--members 10000] [--steps 10] [--workers 4]
 *
 * Aims: threads compute for at least 95 % of the time from 10 ms a member; at most 50 microseconds of queue a member
 * when members are batched (cheap ones); memory that does not grow. Ends with 1 when the memory grows: the times depend
 * on the machine and what else it does, the memory does not.
 */
import { Command, InvalidArgumentError } from 'commander';
import { measureInProcess, measureOnWorkers } from './queueCost.ts';
import { growth, watchRedisMemory, type MemoryOptions } from './redisMemory.ts';

interface BenchOptions extends MemoryOptions {
  readonly times: readonly number[];
}

function count(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return Number(text);
}

function milliseconds(text: string): number[] {
  const values = text.split(',').map(Number);
  if (!values.every((value) => value > 0)) throw new InvalidArgumentError('Expected milliseconds, such as 0.1,1,10.');
  return values;
}

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const LEAST_EFFICIENCY = 0.95;
const MOST_MICROSECONDS = 50;
/** Of the last fifth of a run over the median of all, for memory that does not grow. */
const MOST_GROWTH = 1.5;

/** Whether the aim for members of this duration is reached; they are batched while they are cheap. */
function verdict(time: number, share: number, queueMicroseconds: number): string {
  if (time >= 10) return 1 - share >= LEAST_EFFICIENCY ? 'yes: 95 %' : 'no: 95 %';
  return queueMicroseconds <= MOST_MICROSECONDS ? 'yes: 50 us' : 'no: 50 us';
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function printHead(cells: readonly string[]): void {
  printRow(cells);
  printRow(cells.map(() => '---'));
}

async function printCost(times: readonly number[]): Promise<void> {
  console.log('\nTwo workers of one thread, beside two threads of one process; medians of three evaluations.\n');
  printHead([
    'member',
    'members',
    'not forward, workers',
    'in process',
    'us a member, workers',
    'in process',
    'queue',
    'aim',
  ]);
  for (const time of times) {
    const [workers, inProcess] = [await measureOnWorkers(time), await measureInProcess(time)];
    const queue = workers.microseconds - inProcess.microseconds;
    const shares = [percent(workers.share), percent(inProcess.share)];
    const costs = [workers.microseconds, inProcess.microseconds, queue].map((value) => value.toFixed(1));
    printRow([`${time} ms`, String(workers.members), ...shares, ...costs, verdict(time, workers.share, queue)]);
  }
}

async function printMemory(options: MemoryOptions): Promise<void> {
  const { members, steps, workers } = options;
  console.log(`\n${members} members x ${steps} steps on ${workers} workers.\n`);
  const report = await watchRedisMemory(options);
  printHead(['Redis, MiB', 'before', ...[1, 2, 3, 4, 5].map((k) => `fifth ${k}`), 'after', 'last / median']);
  const mebibytes = [report.before, ...report.fifths, report.after].map((value) => value.toFixed(1));
  printRow(['largest', ...mebibytes, growth(report).toFixed(2)]);
  const { seconds, membersPerSecond, samples } = report;
  console.log(`\n${seconds.toFixed(1)} s, ${Math.round(membersPerSecond)} members/s, ${samples} samples of memory`);
  if (growth(report) > MOST_GROWTH) process.exitCode = 1;
}

await new Command('npm run bench:queue --')
  .description('Measures what the queue costs a member, and the memory of Redis during a large run.')
  .option('--times <list>', 'milliseconds of a member, with commas', milliseconds, [0.1, 1, 10, 100])
  .option('--members <n>', 'members of the large run', count, 10_000)
  .option('--steps <n>', 'steps of the large run', count, 10)
  .option('--workers <n>', 'worker processes of the large run', count, 4)
  .action(async ({ times, ...memory }: BenchOptions) => {
    await printCost(times);
    await printMemory(memory);
  })
  .parseAsync();
