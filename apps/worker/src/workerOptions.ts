/** The command line and the environment of a worker. */
import { EnkitError } from '@enkit/contracts';
import type { RedisSettings } from '@enkit/queue';
import { LOG_LEVELS, type LogLevel, readMetricsToken } from '@enkit/telemetry';
import { Command, InvalidArgumentError, Option } from 'commander';
import { availableParallelism } from 'node:os';

export interface WorkerOptions {
  readonly redis: RedisSettings;
  readonly prefix: string;
  readonly threads: number;
  readonly concurrency?: number | undefined;
  readonly metricsPort?: number | undefined;
  readonly metricsHost: string;
  readonly metricsToken?: string | undefined;
  /** Seconds that running batches get when the worker is asked to leave. */
  readonly grace: number;
  /** Seconds without a sign of life from this worker after which another one gets its batches. */
  readonly lock: number;
  /** Folder of the modules that this worker may run as models. */
  readonly models?: string | undefined;
  readonly memoryLimit?: number | undefined;
  readonly logLevel: LogLevel;
}

interface ParsedOptions extends Omit<WorkerOptions, 'redis' | 'metricsToken'> {
  readonly redis?: string;
}

function count(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) < 1) throw new InvalidArgumentError('Expected a positive integer.');
  return Number(text);
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new InvalidArgumentError('Expected seconds, 0 or more.');
  return value;
}

/** A lock as short as a pause of the event loop would be lost by healthy workers. */
function lockSeconds(text: string): number {
  const value = seconds(text);
  if (value < 1 || value > 3600) throw new InvalidArgumentError('Expected seconds, 1 to 3600.');
  return value;
}

function port(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('Expected a port, 0 to 65535.');
  return Number(text);
}

const EXAMPLES = `
Environment: ENKIT_REDIS_URL, ENKIT_REDIS_PASSWORD_FILE, ENKIT_REDIS_CA_FILE, ENKIT_METRICS_TOKEN_FILE, ENKIT_LOG_LEVEL,
OTEL_EXPORTER_OTLP_ENDPOINT (sends traces)

Examples:
  enkit-worker --redis redis://127.0.0.1:6379
  enkit-worker --redis redis://127.0.0.1:6379 --threads 2 --metrics-port 9465 --models ./experiments`;

/** Throws CommanderError for wrong words, REDIS_URL when there is no Redis, and METRICS_TOKEN_FILE. */
export async function parseWorkerOptions(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<WorkerOptions> {
  const command = new Command('enkit-worker')
    .description(
      'Evaluates ensemble members for any number of runs, until it is asked to leave (SIGTERM: running batches get their grace, the rest goes back to the queue).',
    )
    .addOption(new Option('--redis <url>', 'redis:// or rediss:// URL').env('ENKIT_REDIS_URL'))
    .option('--prefix <name>', 'prefix of the keys in Redis', 'enkit')
    .option('--threads <n>', 'evaluation threads', count, availableParallelism())
    .option('--concurrency <n>', 'batches taken at once (default: threads + 1)', count)
    .option('--metrics-port <port>', 'serve /metrics, /healthz and /readyz', port)
    .option('--metrics-host <address>', 'address to serve them on', '127.0.0.1')
    .option('--grace <seconds>', 'time that running batches get on SIGTERM', seconds, 50)
    .option('--lock <seconds>', 'silence after which another worker gets its batches', lockSeconds, 10)
    .option('--models <folder>', 'folder of the modules that may be run as models (default: networks only)')
    .option('--memory-limit <MiB>', 'heap limit of a thread', count)
    .addOption(
      new Option('--log-level <level>', 'the least that is logged')
        .choices(LOG_LEVELS)
        .default('info')
        .env('ENKIT_LOG_LEVEL'),
    )
    .exitOverride()
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false);
  const { redis: url, ...options } = command.parse(words).opts<ParsedOptions>();
  if (!url) throw new EnkitError('REDIS_URL', { expected: '--redis URL or ENKIT_REDIS_URL', got: 'neither' });
  const {
    ENKIT_REDIS_PASSWORD_FILE: passwordFile,
    ENKIT_REDIS_CA_FILE: certificateAuthorityFile,
    ENKIT_METRICS_TOKEN_FILE: tokenFile,
  } = environment;
  const metricsToken = await readMetricsToken(tokenFile);
  return { ...options, metricsToken, redis: { url, passwordFile, certificateAuthorityFile } };
}
