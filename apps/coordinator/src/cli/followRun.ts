/** A run and those who watch it: terminal, metrics, live page. What `run` and `resume` share. */
import type { Experiment } from '@enkit/contracts';
import { openTracing } from '@enkit/telemetry';
import type { Command } from 'commander';
import type { RunListener } from '../run/events.ts';
import { enkitVersion } from '../run/provenance.ts';
import { queueSettings } from '../run/queueSettings.ts';
import type { RunEnd, StartOptions } from '../run/startRun.ts';
import { createLiveProgress } from './liveProgress.ts';
import { openObserver, withMetricsOptions, type MetricsCommandOptions } from './metricsOptions.ts';
import { withRedisOption } from './redisOptions.ts';
import { openRunLog, withRunLogOption, type RunLogOptions } from './runLog.ts';
import { showEnd } from './showResult.ts';
import { stopSignal } from './stopSignal.ts';
import type { Terminal } from './terminal.ts';
import { openRunPage, UI_TOKEN_OPTION, withUiOptions, type RunPage, type UiCommandOptions } from './uiOptions.ts';

export interface FollowOptions extends MetricsCommandOptions, UiCommandOptions, RunLogOptions {
  readonly redis?: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** What a run is begun with to be watched. */
export type RunHooks = Pick<
  StartOptions,
  'listen' | 'signal' | 'redis' | 'onSession' | 'command' | 'tracing' | 'onBatch'
>;

const ENVIRONMENT = `
Environment: ENKIT_REDIS_URL, ENKIT_REDIS_PASSWORD_FILE, ENKIT_REDIS_CA_FILE, ENKIT_PREFIX, ENKIT_METRICS_TOKEN_FILE,
ENKIT_LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT (sends traces)`;

export function withFollowOptions(command: Command): Command {
  return withRunLogOption(withUiOptions(withMetricsOptions(withRedisOption(command))))
    .option('--json', 'end with the result as one line of JSON on stdout', false)
    .option('--quiet', 'no progress', false)
    .addHelpText('after', ENVIRONMENT);
}

/** Begins a run with its watchers and shows how it ended. */
export async function followRun(
  options: FollowOptions,
  evaluation: Experiment['evaluation'] | undefined,
  screen: Terminal,
  begin: (hooks: RunHooks) => Promise<RunEnd>,
): Promise<void> {
  const log = openRunLog(options, screen);
  const terminal = log?.terminal ?? screen;
  const tracing = await openTracing({
    service: 'enkit-coordinator',
    version: await enkitVersion(),
    onTrouble: (message) => terminal.note(message),
  });
  const observer = await openObserver(options);
  if (observer) terminal.note(`metrics: ${observer.url}`);
  const signal = stopSignal(terminal);
  let page: RunPage | undefined;
  try {
    page = await openRunPage(options, terminal);
    const progress = options.quiet || log ? undefined : createLiveProgress({ stream: terminal.progress });
    const hooks: RunHooks = {
      listen: tellAll(
        [progress, log?.listen, observer?.listen, page?.listen].filter((listener) => listener !== undefined),
      ),
      signal,
      redis: queueSettings(options.redis, evaluation),
      onSession: (session) => [observer, page].forEach((watcher) => watcher?.watch(session)),
      command: commandLine(),
      tracing,
      onBatch: observer?.batchEnded,
    };
    const end = await tellEnd(begin(hooks), page);
    showEnd(end, options.json, terminal);
    await page?.stay(signal);
  } catch (error) {
    throw log?.failed(error) ?? error;
  } finally {
    await page?.close();
    await Promise.all([observer?.close(), tracing?.close()]);
  }
}

/** The page shows an interruption or a failure too. */
async function tellEnd(run: Promise<RunEnd>, page: RunPage | undefined): Promise<RunEnd> {
  try {
    const end = await run;
    page?.ended(end);
    return end;
  } catch (error) {
    page?.ended(error instanceof Error ? error : new Error(String(error)));
    throw error;
  }
}

function tellAll(listeners: readonly RunListener[]): RunListener {
  return (event) => listeners.forEach((listen) => listen(event));
}

/** What the user typed, for the report. */
export const commandLine = (): string => describeCommand(process.argv.slice(2));

/** The words of a command in one line, without secrets: the address of a Redis may hold a password. */
export function describeCommand(words: readonly string[]): string {
  return ['enkit', ...words]
    .map((word, k, all) => (all[k - 1] === UI_TOKEN_OPTION ? '...' : word.replace(/^(--ui-token=).*/s, '$1...')))
    .map((word) => word.replace(/(^|=)rediss?:.*/s, '$1redis://...'))
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}
