/** What happens to a Redis that keeps an append-only file: it is emptied, it crashes, it loses what it wrote. */
import { Redis } from 'ioredis';
import { readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { RedisServer } from '@enkit/testing';

/** Settings of a server that the functions below can be used on. */
export const APPEND_ONLY = { appendonly: 'yes', appendfsync: 'everysec' };

const folderOf = ({ directory }: RedisServer): string => join(directory, 'appendonlydir');

function fileOf(server: RedisServer): string {
  const name = readdirSync(folderOf(server)).find((candidate) => candidate.endsWith('.incr.aof'));
  if (name === undefined) throw new Error(`${folderOf(server)} holds no append-only file`);
  return join(folderOf(server), name);
}

/** FLUSHALL */
export async function flushAll({ url }: RedisServer): Promise<void> {
  const redis = new Redis(url);
  await redis.flushall();
  redis.disconnect();
}

/** Bytes of the append-only file. */
export const bytesWritten = (server: RedisServer): number => statSync(fileOf(server)).size;

/** Takes what was written after so many bytes off a server that is down, as a loss of power does. */
export function cutBack(server: RedisServer, bytes: number): void {
  truncateSync(fileOf(server), bytes);
}

/** Takes all data off a server that is down. */
export function wipe(server: RedisServer): void {
  rmSync(folderOf(server), { recursive: true });
}
