/** Options that several commands share, and what they mean for the experiment. */
import { MOST_THREADS } from '@enkit/contracts';
import { BACKEND_NAMES } from '@enkit/numerics';
import { InvalidArgumentError, Option, type Command } from 'commander';

export interface ExperimentOptions {
  readonly set: readonly string[];
  readonly seed?: number;
  readonly out?: string;
  readonly threads?: number;
  readonly batch?: number;
  readonly backend?: string;
}

function collect(value: string, previous: readonly string[]): readonly string[] {
  return [...previous, value];
}

export function parseCount(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return value;
}

function parseThreads(text: string): number {
  const value = parseCount(text);
  if (value > MOST_THREADS) throw new InvalidArgumentError(`Expected at most ${MOST_THREADS}.`);
  return value;
}

export function parseSeed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('Expected an integer from 0 to 2^53 - 1.');
  return value;
}

/** Settings of the experiment that a command line may change. */
export function withExperimentOptions(command: Command): Command {
  return command
    .option(
      '--set <key=value>',
      'change a setting of the file, such as --set ensemble.size=200 (repeatable)',
      collect,
      [],
    )
    .option('--seed <n>', 'seed of the ensemble (ensemble.seed); the data follow it', parseSeed);
}

/** How members are evaluated: never changes a result. */
export function withEvaluationOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'worker threads (default: the cores)', parseThreads)
    .option(
      '--batch <n>',
      'members of a batch for one thread (default: from the measured time of a member)',
      parseCount,
    )
    .addOption(backendOption());
}

/** The backend of a command that computes. */
export function backendOption(): Option {
  return new Option('--backend <name>', 'arithmetic (default: wasm)').choices(BACKEND_NAMES).env('ENKIT_BACKEND');
}

/** The `--set` list with the named options written as settings. */
export function toOverrides(options: ExperimentOptions): string[] {
  const named: [string, string | number | undefined][] = [
    ['ensemble.seed', options.seed],
    ['evaluation.threads', options.threads],
    ['evaluation.batch', options.batch],
    ['evaluation.backend', options.backend],
  ];
  return [...options.set, ...named.flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}`]))];
}
