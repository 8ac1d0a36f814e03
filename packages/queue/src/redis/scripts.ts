/** The Lua scripts of ../lua as typed functions. Their headers list keys, arguments and return codes. */
import type { Redis, RedisKey, RedisValue } from 'ioredis';
import { readFileSync } from 'node:fs';
import { type BulkArgument, sendBulk } from './bulkCommand.ts';

const NUMBER_OF_KEYS = {
  leaseAcquire: 2,
  leaseRenew: 2,
  leaseRelease: 1,
  requestOpen: 4,
  requestClose: 4,
  jobBegin: 2,
  jobEnd: 1,
  resultCommit: 2,
  resultRead: 1,
  workerRegister: 2,
  workerList: 2,
} as const;

export type ScriptName = keyof typeof NUMBER_OF_KEYS;

const readScript = (name: string): string => readFileSync(new URL(`../lua/${name}.lua`, import.meta.url), 'utf8');

/** For the `scripts` option of a connection. */
export const SCRIPTS: Readonly<Record<ScriptName, { readonly lua: string; readonly numberOfKeys: number }>> =
  Object.fromEntries(
    Object.entries(NUMBER_OF_KEYS).map(([name, numberOfKeys]) => [name, { lua: readScript(name), numberOfKeys }]),
  ) as Record<ScriptName, { lua: string; numberOfKeys: number }>;

type Argument = RedisKey | RedisValue;
type Command = (...values: readonly Argument[]) => Promise<unknown>;

function commandOf(redis: Redis, name: string): Command {
  const command: unknown = Reflect.get(redis, name);
  if (typeof command !== 'function') throw new Error(`the connection was opened without the script ${name}`);
  return (...values) => command.apply(redis, values) as Promise<unknown>;
}

/** Runs a script; strings in its reply are decoded as UTF-8. */
export function runScript(
  redis: Redis,
  name: ScriptName,
  keys: readonly string[],
  values: readonly RedisValue[],
): Promise<unknown> {
  return commandOf(redis, name)(...keys, ...values);
}

/** The digests of the scripts that a connection has loaded: with the first large argument, it would have to be sent twice. */
const loaded = new WeakMap<Redis, Map<ScriptName, Promise<string>>>();

function loadScript(redis: Redis, name: ScriptName): Promise<string> {
  const digests = loaded.get(redis) ?? new Map<ScriptName, Promise<string>>();
  loaded.set(redis, digests);
  const digest = digests.get(name) ?? (redis.script('LOAD', SCRIPTS[name].lua) as Promise<string>);
  digests.set(name, digest);
  digest.catch(() => digests.delete(name));
  return digest;
}

/** Runs a script with large arguments, which are sent from where they lie; again where Redis has lost it. */
export async function runBulkScript(
  redis: Redis,
  name: ScriptName,
  keys: readonly string[],
  values: readonly BulkArgument[],
): Promise<unknown> {
  const run = async (): Promise<unknown> =>
    sendBulk(redis, 'evalsha', [await loadScript(redis, name), keys.length, ...keys, ...values]);
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    loaded.get(redis)?.delete(name);
    return run();
  }
}
