/** The Redis that tests use: the one that REDIS_URL names, else a private server. Never a mock, never a skipped test. */
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import { startRedisServer } from './redisServer.ts';

export interface TestRedis {
  readonly url: string;
  /** Prefix of all keys of this test, such as "test-3f9a0c"; they are deleted when it stops. */
  readonly prefix: string;
  stop(): Promise<void>;
}

async function deleteKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  try {
    for await (const keys of redis.scanStream({ match: `${prefix}:*`, count: 1000 }))
      if (keys.length > 0) await redis.unlink(...keys);
  } finally {
    redis.disconnect();
  }
}

/**
 * A Redis for a test that only reads and writes below its own prefix. Tests that empty, kill or configure the server
 * take `startRedisServer`.
 */
export async function startRedis(): Promise<TestRedis> {
  const prefix = `test-${randomBytes(4).toString('hex')}`;
  const given = process.env['REDIS_URL'];
  if (given) return { url: given, prefix, stop: () => deleteKeys(given, prefix) };
  const server = await startRedisServer();
  return { url: server.url, prefix, stop: () => server.stop() };
}
