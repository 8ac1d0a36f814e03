/** The Lua scripts of ../lua as typed functions. Their headers list keys, arguments and return codes. */
import type { Redis, RedisKey, RedisValue } from 'ioredis';
import { readFileSync } from 'node:fs';

const NUMBER_OF_KEYS = {
  leaseAcquire: 2,
  leaseRenew: 2,
  leaseRelease: 1,
  requestOpen: 4,
  requestClose: 4,
  jobBegin: 2,
  jobEnd: 1,
  resultCommit: 4,
  resultRead: 2,
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
