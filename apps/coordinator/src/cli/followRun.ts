/** A run and those who watch it: terminal, metrics. What `run` and `resume` share. */
import type { Experiment } from '@enkit/contracts';
import type { Command } from 'commander';
import type { RunListener } from '../run/events.ts';
import type { RunEnd, StartOptions } from '../run/startRun.ts';
import { createLiveProgress } from './liveProgress.ts';
import { openObserver, withMetricsOptions, type MetricsCommandOptions } from './metricsOptions.ts';
import { queueSettings, withRedisOption } from './redisOptions.ts';
import { showEnd } from './showResult.ts';
import { stopSignal } from './stopSignal.ts';
import type { Terminal } from './terminal.ts';

export interface FollowOptions extends MetricsCommandOptions {
  readonly redis?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What a run is begun with to be watched. */
export type RunHooks = Pick<StartOptions, 'listen' | 'signal' | 'redis' | 'onSession' | 'command'>;

export function withFollowOptions(command: Command): Command {
  return withMetricsOptions(withRedisOption(command))
    .option('--json', 'end with the result as one line of JSON on stdout', false)
    .option('--quiet', 'no progress', false);
}

/** Begins a run with its watchers and shows how it ended. */
export async function followRun(
  options: FollowOptions,
  evaluation: Experiment['evaluation'] | undefined,
  terminal: Terminal,
  begin: (hooks: RunHooks) => Promise<RunEnd>,
): Promise<void> {
  const observer = await openObserver(options);
  if (observer) terminal.note(`metrics: ${observer.url}`);
  const listeners = [options.quiet ? undefined : createLiveProgress({ stream: terminal.progress }), observer?.listen];
  try {
    const end = await begin({
      listen: tellAll(listeners.filter((listener) => listener !== undefined)),
      signal: stopSignal(terminal),
      redis: queueSettings(options.redis, evaluation),
      onSession: (session) => observer?.watch(session),
      command: commandLine(),
    });
    showEnd(end, options.json, terminal);
  } finally {
    await observer?.close();
  }
}

function tellAll(listeners: readonly RunListener[]): RunListener {
  return (event) => listeners.forEach((listen) => listen(event));
}

/** What the user typed, for the report; the address of a Redis may hold a password. */
export function commandLine(): string {
  return ['enkit', ...process.argv.slice(2)]
    .map((word) => (/^rediss?:/.test(word) ? 'redis://...' : word))
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
