/**
 * A cluster on this machine, to try out: a private Redis, worker processes, and a run whose members they evaluate, shown
 * live, here and on its page. All of it ends with the run, with Ctrl-C, and when a part of it fails.
 *
 *   npm run demo:cluster -- [--workers N] [--threads N] [experiment] [-- options of enkit run]
 */
import { startRedisServer, startWorkerFleet, type RedisServer, type WorkerFleet } from '@enkit/testing';
import { Command, InvalidArgumentError } from 'commander';
import { spawn, type ChildProcess } from 'node:child_process';
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface DemoOptions {
  readonly workers: number;
  readonly threads: number;
}

const ENKIT = fileURLToPath(new URL('../bin/enkit.js', import.meta.url));
const EXPERIMENT = fileURLToPath(new URL('../../../experiments/mexican-hat-2d.yaml', import.meta.url));
const WATCH_EVERY_MILLISECONDS = 500;
const INTERRUPTED = 130;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function count(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return Number(text);
}

/** What the user and the parts of the cluster want of the demonstration while it goes. */
class Demo {
  #coordinator: ChildProcess | undefined;
  /** Exit code with which it ends before its time. */
  #ending: number | undefined;

  /** Ends the run: politely the first time, at once the second. */
  stop(exitCode: number): void {
    this.#coordinator?.kill(this.#ending === undefined ? 'SIGINT' : 'SIGKILL');
    this.#ending ??= exitCode;
  }

  assertWanted(): void {
    if (this.#ending !== undefined) throw new Error('stopped before the run began');
  }

  /** The live view of `enkit run` on this terminal; gives the exit code. */
  async run(words: readonly string[]): Promise<number> {
    this.assertWanted();
    const coordinator = spawn(process.execPath, [ENKIT, 'run', ...words], { stdio: 'inherit', detached: true });
    this.#coordinator = coordinator;
    const code = await new Promise<number | null>((done, fail) => {
      coordinator.once('error', fail);
      coordinator.once('exit', done);
    });
    return this.#ending ?? code ?? INTERRUPTED;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** A run would wait for ever for a Redis that has ended. */
function watchRedis(redis: RedisServer, demo: Demo): NodeJS.Timeout {
  return setInterval(() => {
    if (isAlive(redis.pid())) return;
    say('Redis has ended: so does the demonstration');
    demo.stop(1);
    // The step in hand needs Redis: the coordinator cannot finish it.
    demo.stop(1);
  }, WATCH_EVERY_MILLISECONDS);
}

function introduce(redis: RedisServer, fleet: WorkerFleet): void {
  const pids = fleet.workers().map(({ pid }) => pid);
  say(`Redis on port ${redis.port} (process ${redis.pid()}), workers: processes ${pids.join(', ')}`);
  say(`kill one while members are evaluated (kill -9 ${pids[0]}): within some 15 s its members go to another, and the`);
  say('result has the bits of enkit run in one process (its sha256 is told at the end)');
}

async function demonstrate(
  demo: Demo,
  experiment: string,
  words: readonly string[],
  options: DemoOptions,
): Promise<number> {
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const redis = await startRedisServer({ apart: true });
    undo.push(() => redis.stop());
    demo.assertWanted();
    const workerWords = ['--redis', redis.url, '--threads', String(options.threads), '--grace', '5'];
    const models = ['--models', dirname(resolve(experiment))];
    const fleet = await startWorkerFleet({ workers: options.workers, words: [...workerWords, ...models], apart: true });
    undo.push(() => fleet.stop());
    introduce(redis, fleet);
    const watch = watchRedis(redis, demo);
    undo.push(() => Promise.resolve(clearInterval(watch)));
    return await demo.run([experiment, '--redis', redis.url, ...livePageWords(words), ...words]);
  } finally {
    for (const step of undo.reverse()) await step();
    say('the workers and Redis have ended');
  }
}

/** The experiment, which may be left out, and the options of `enkit run`. */
function splitWords(words: readonly string[]): [string, readonly string[]] {
  const [first, ...rest] = words;
  return first === undefined || first.startsWith('-') ? [EXPERIMENT, words] : [first, rest];
}

/** The live page on any free port, unless the options say where. */
function livePageWords(words: readonly string[]): readonly string[] {
  return words.some((word) => /^--ui(=|$)/.test(word)) ? [] : ['--ui', '0'];
}

async function main(all: readonly string[], options: DemoOptions): Promise<void> {
  const demo = new Demo();
  const [experiment, words] = splitWords(all);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => demo.stop(INTERRUPTED));
  try {
    process.exitCode = await demonstrate(demo, experiment, words, options);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

await new Command('npm run demo:cluster --')
  .description('Runs an experiment on a private Redis and worker processes of this machine, and ends them with it.')
  .argument('[words...]', 'experiment file; then, after --, options of enkit run, such as -- --seed 7')
  .option('--workers <n>', 'worker processes', count, 3)
  .option('--threads <n>', 'evaluation threads of each', count, 1)
  .addHelpText('after', `\nWithout an experiment: ${relative('.', EXPERIMENT)}`)
  .action(main)
  .parseAsync();
