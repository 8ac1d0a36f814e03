/** How to reach Redis: the one place where URLs, passwords and certificates are turned into connection options. */
import { EnkitError } from '@enkit/contracts';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface RedisSettings {
  /** redis://[user[:password]@]host[:port][/database], or rediss:// for TLS. */
  readonly url: string;
  /** File that holds the password, instead of the URL. */
  readonly passwordFile?: string | undefined;
  /** Certificate authority in PEM that the server's certificate is checked against; default those of the system. */
  readonly certificateAuthorityFile?: string | undefined;
}

/** The options of a connection, as ioredis and BullMQ take them. */
export interface ConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: { readonly host: string; readonly ca?: string };
  readonly maxRetriesPerRequest: null;
  readonly retryStrategy: (times: number) => number;
  readonly reconnectOnError: (error: Error) => false | 2;
  readonly socketTimeout: number;
}

/** Longest wait between two tries to connect. */
const LONGEST_PAUSE_MILLISECONDS = 1000;
/** A connection that owes a reply for so long is dead; it must exceed every blocking command (10 s). */
const SOCKET_TIMEOUT_MILLISECONDS = 15_000;

function parseUrl(settings: RedisSettings): URL {
  const url = URL.parse(settings.url);
  const isRedis = url && (url.protocol === 'redis:' || url.protocol === 'rediss:') && url.hostname !== '';
  if (isRedis && /^\/?\d*$/.test(url.pathname)) return url;
  throw new EnkitError('REDIS_URL', {
    expected: 'a URL such as redis://127.0.0.1:6379 or rediss://user@host:6380/0',
    got: `"${redactRedisUrl(settings.url)}"`,
  });
}

/** The URL with its password replaced, for messages and logs; also of text that is no proper URL. */
export function redactRedisUrl(url: string): string {
  return url.replace(/(\/\/[^@/:]*):.*@/s, '$1:***@');
}

function readSecret(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new EnkitError('REDIS_FILE', { expected: `a file that can be read`, got: file, cause: error });
  }
}

function backOff(times: number): number {
  return Math.min(50 * 2 ** Math.min(times, 10), LONGEST_PAUSE_MILLISECONDS) + randomInt(100);
}

/** Options that every connection shares: it reconnects for ever, soon, and notices a dead socket and a demoted master. */
export function connectionOptions(settings: RedisSettings): ConnectionOptions {
  const url = parseUrl(settings);
  const password = settings.passwordFile ? readSecret(settings.passwordFile) : decodeURIComponent(url.password);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const authority = settings.certificateAuthorityFile && readSecret(settings.certificateAuthorityFile);
  return {
    host,
    port: url.port === '' ? 6379 : Number(url.port),
    db: Number(url.pathname.slice(1)) || 0,
    ...(url.username && { username: decodeURIComponent(url.username) }),
    ...(password && { password }),
    ...(url.protocol === 'rediss:' && { tls: { host, ...(authority && { ca: authority }) } }),
    maxRetriesPerRequest: null,
    retryStrategy: backOff,
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    socketTimeout: SOCKET_TIMEOUT_MILLISECONDS,
  };
}

/** Throws REDIS_URL or REDIS_FILE for what can be told without connecting. */
export function checkRedisSettings(settings: RedisSettings): void {
  connectionOptions(settings);
}

/** Replaces the password in messages of libraries, which might repeat it. Its file is read once, now. */
export function createRedactor(settings: RedisSettings): (text: string) => string {
  const { password } = connectionOptions(settings);
  return (text) => {
    const redacted = redactRedisUrl(text);
    return password ? redacted.replaceAll(password, '***') : redacted;
  };
}

/** `text` with every occurrence of the password replaced. */
export function redactSecrets(text: string, settings: RedisSettings): string {
  return createRedactor(settings)(text);
}
