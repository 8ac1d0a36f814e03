/** Opens connections. Errors of a connection are told, at most once a second each, and never with a password. */
import { Redis, type RedisOptions } from 'ioredis';
import { DataConnector } from './dataConnector.ts';
import { SCRIPTS } from './scripts.ts';
import { connectionOptions, createRedactor, type RedisSettings } from './settings.ts';

/** Told in one line what is wrong with a connection; it goes on trying. */
export type OnTrouble = (message: string) => void;

const REPEAT_MILLISECONDS = 1000;
const COMMAND_TIMEOUT_MILLISECONDS = 10_000;

/** Limits a stream of errors, which a broken server makes by the thousand, to one line a second. */
export function createTroubleReporter(settings: RedisSettings, onTrouble: OnTrouble): (error: unknown) => void {
  const redact = createRedactor(settings);
  let last = -Infinity;
  return (error) => {
    const now = performance.now();
    if (now - last < REPEAT_MILLISECONDS) return;
    last = now;
    const message = error instanceof Error ? error.message || error.name : String(error);
    onTrouble(redact(message));
  };
}

type Manner = Pick<RedisOptions, 'enableAutoPipelining' | 'commandTimeout' | 'Connector'>;

function open(settings: RedisSettings, onTrouble: OnTrouble, manner: Manner): Redis {
  const redis = new Redis({ ...connectionOptions(settings), scripts: SCRIPTS, ...manner });
  redis.on('error', createTroubleReporter(settings, onTrouble));
  return redis;
}

/**
 * For small commands: one that has no answer after ten seconds fails, and its caller tries again. Those of one turn of the
 * event loop travel together, since a system call each would cost more than all the rest.
 */
export const openCommandConnection = (settings: RedisSettings, onTrouble: OnTrouble): Redis =>
  open(settings, onTrouble, { enableAutoPipelining: true, commandTimeout: COMMAND_TIMEOUT_MILLISECONDS });

/** For bulk data, which would make the commands behind it wait. Each command travels alone: together they would be copied once more. */
export const openDataConnection = (settings: RedisSettings, onTrouble: OnTrouble): Redis =>
  open(settings, onTrouble, { enableAutoPipelining: false, Connector: DataConnector });
