/** Looks at a Redis before anything is entrusted to it, and says in one sentence what is wrong with it. */
import { EnkitError, type ErrorCode } from '@enkit/contracts';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectionOptions, redactRedisUrl, redactSecrets, type RedisSettings } from './settings.ts';

export interface RedisFacts {
  readonly version: string;
  /** Bytes; 0 means no limit. */
  readonly maximumMemory: number;
  readonly usedMemory: number;
}

export interface CheckOptions {
  /** Keys below `prefix:` must be allowed. */
  readonly prefix: string;
  /** Seconds during which a server that does not answer is tried again. */
  readonly patienceSeconds?: number;
}

const LEAST_VERSION = [6, 2];
const PATIENCE_SECONDS = 30;
const CONNECT_TIMEOUT_MILLISECONDS = 5000;
const PAUSE_MILLISECONDS = 500;

/** What the texts and codes of libraries and servers mean. The first that matches counts. */
const MEANINGS: readonly (readonly [ErrorCode, RegExp])[] = [
  ['REDIS_AUTH', /WRONGPASS|NOAUTH|invalid password|without any password configured/i],
  ['REDIS_ACL', /NOPERM|no permissions|executing the script can't/i],
  ['REDIS_TLS', /certificate|CERT_|ERR_TLS|ERR_SSL|EPROTO|wrong version number|self.signed|altname|SSL routines/i],
];

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = error instanceof AggregateError ? error.errors.map(describe) : [];
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return [error.message, code, ...parts].filter(Boolean).join(' ');
}

/** The coded error for what went wrong, or undefined when trying again may help. */
function understand(texts: readonly string[], settings: RedisSettings): EnkitError | undefined {
  const url = redactRedisUrl(settings.url);
  for (const [code, pattern] of MEANINGS) {
    const text = texts.find((candidate) => pattern.test(candidate));
    if (text) return new EnkitError(code, { got: `"${redactSecrets(text, settings)}" from ${url}` });
  }
  return undefined;
}

async function connectOnce(settings: RedisSettings, connectTimeout: number): Promise<Redis> {
  const redis = new Redis({
    ...connectionOptions(settings),
    lazyConnect: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    connectTimeout,
    retryStrategy: () => null,
  });
  const texts: string[] = [];
  redis.on('error', (error) => texts.push(describe(error)));
  try {
    await redis.connect();
    await redis.ping();
    return redis;
  } catch (error) {
    redis.disconnect();
    texts.push(describe(error));
    throw understand(texts, settings) ?? new AggregateError([error], texts[0]);
  }
}

/** Tries until the server answers, gives a reason that will not pass by itself, or patience is at its end. */
async function connectPatiently(settings: RedisSettings, patienceSeconds: number): Promise<Redis> {
  const end = performance.now() + 1000 * patienceSeconds;
  for (;;) {
    const left = Math.max(end - performance.now(), PAUSE_MILLISECONDS);
    try {
      return await connectOnce(settings, Math.min(left, CONNECT_TIMEOUT_MILLISECONDS));
    } catch (error) {
      if (error instanceof EnkitError) throw error;
      if (performance.now() + PAUSE_MILLISECONDS > end)
        throw new EnkitError('REDIS_UNREACHABLE', {
          expected: `a Redis at ${redactRedisUrl(settings.url)} within ${patienceSeconds} s`,
          got: redactSecrets(describe(error), settings),
          cause: error,
        });
    }
    await sleep(PAUSE_MILLISECONDS);
  }
}

function fieldsOf(info: string): Map<string, string> {
  const pairs = info.split(/\r?\n/).filter((line) => line.includes(':'));
  return new Map(pairs.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function isOlder(version: string, [major, minor]: readonly number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor < major || (ownMajor === major && ownMinor < minor);
}

/**
 * Judges the text of INFO. Throws REDIS_VERSION below 6.2, REDIS_READONLY for a replica, REDIS_POLICY unless the
 * server refuses writes when it is full instead of dropping keys.
 */
export function judgeRedis(info: string): RedisFacts {
  const fields = fieldsOf(info);
  const version = fields.get('redis_version') ?? '0';
  const policy = fields.get('maxmemory_policy') ?? 'unknown';
  if (isOlder(version, LEAST_VERSION))
    throw new EnkitError('REDIS_VERSION', { expected: `Redis ${LEAST_VERSION.join('.')} or newer`, got: version });
  if (fields.get('role') !== 'master') throw new EnkitError('REDIS_READONLY', { got: `role ${fields.get('role')}` });
  if (policy !== 'noeviction')
    throw new EnkitError('REDIS_POLICY', { expected: 'maxmemory-policy noeviction', got: policy });
  return {
    version,
    maximumMemory: Number(fields.get('maxmemory') ?? 0),
    usedMemory: Number(fields.get('used_memory') ?? 0),
  };
}

/** Does what the queue will do, in small: a refusal is found now and not in the middle of a run. */
async function rehearse(redis: Redis, prefix: string): Promise<void> {
  const key = `${prefix}:_check`;
  await redis.set(key, '1', 'EX', 10);
  await redis.eval("return redis.call('GET', KEYS[1])", 1, key);
  await redis.unlink(key);
}

/**
 * Checks the Redis at `settings`. Throws a coded error when it cannot be reached (REDIS_UNREACHABLE, after a bounded
 * time), refuses us (REDIS_AUTH, REDIS_ACL, REDIS_TLS) or is not fit (REDIS_VERSION, REDIS_READONLY, REDIS_POLICY). No
 * message holds a password.
 */
export async function checkRedis(settings: RedisSettings, options: CheckOptions): Promise<RedisFacts> {
  const redis = await connectPatiently(settings, options.patienceSeconds ?? PATIENCE_SECONDS);
  try {
    const facts = judgeRedis(await redis.info());
    await rehearse(redis, options.prefix);
    return facts;
  } catch (error) {
    throw error instanceof EnkitError ? error : (understand([describe(error)], settings) ?? error);
  } finally {
    redis.disconnect();
  }
}
