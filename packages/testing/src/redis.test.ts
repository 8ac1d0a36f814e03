import { Redis } from 'ioredis';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unpackDebianPackages } from './debianPackage.ts';
import { startRedis } from './redis.ts';
import { findRedisProgram, REDIS_PACKAGES } from './redisProgram.ts';
import { startRedisProxy } from './redisProxy.ts';
import { startRedisServer } from './redisServer.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const client = (url: string): Redis => {
  const redis = new Redis(url, { retryStrategy: () => 20 });
  redis.on('error', () => undefined);
  cleanups.push(() => redis.disconnect());
  return redis;
};

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'enkit-path-'));
  cleanups.push(() => rm(folder, { recursive: true }));
  return folder;
}

describe('a private Redis', () => {
  it('that is started twice at once has two ports, and takes its settings', async () => {
    const servers = await Promise.all([startRedisServer(), startRedisServer({ settings: { maxmemory: '32mb' } })]);
    cleanups.push(...servers.map((server) => () => server.stop()));
    expect(servers[0].port).not.toBe(servers[1].port);
    expect(await client(servers[1].url).config('GET', 'maxmemory')).toEqual(['maxmemory', String(32 * 2 ** 20)]);
  });

  it('that is killed and restarted keeps what an append-only file keeps', async () => {
    const server = await startRedisServer({ settings: { appendonly: 'yes', appendfsync: 'always' } });
    cleanups.push(() => server.stop());
    const redis = client(server.url);
    await redis.set('kept', 'yes');
    const before = server.pid();
    await server.kill();
    await server.restart();
    expect(server.pid()).not.toBe(before);
    expect(await redis.get('kept')).toBe('yes');
  });

  it('that is on no path comes from Debian without being installed', async () => {
    // Fetched now unless the cache has it: afterwards there is no apt-get on the path.
    await unpackDebianPackages(REDIS_PACKAGES);
    vi.stubEnv('PATH', await emptyFolder());
    const found = await findRedisProgram();
    expect(found.path).toMatch(/\.cache.*redis-server$/);
    expect(found.environment).toHaveProperty('LD_LIBRARY_PATH');
  });

  it('that can be had nowhere is an error with the command that helps', async () => {
    vi.stubEnv('PATH', await emptyFolder());
    await expect(findRedisProgram(['enkit-no-such-package'])).rejects.toThrow(/"apt-get install redis-server"/);
  });

  it('that REDIS_URL names is used, and only the keys of the test are deleted', async () => {
    const server = await startRedisServer();
    cleanups.push(() => server.stop());
    vi.stubEnv('REDIS_URL', server.url);
    const redis = client(server.url);
    const test = await startRedis();
    await redis.mset(`${test.prefix}:a`, '1', `${test.prefix}:b`, '2', 'somebody:else', '3');
    await test.stop();
    expect(test.url).toBe(server.url);
    expect(await redis.keys('*')).toEqual(['somebody:else']);
  });
});

describe('a proxy', () => {
  it('that is frozen holds everything back until it thaws, and one that cuts is connected to again', async () => {
    const server = await startRedisServer();
    const proxy = await startRedisProxy(server.url);
    cleanups.push(
      () => server.stop(),
      () => proxy.stop(),
    );
    const [near, far] = [client(server.url), client(proxy.url)];
    expect(await far.set('a', '1')).toBe('OK');
    proxy.freeze();
    const late = far.set('a', '2');
    expect(await near.get('a')).toBe('1');
    proxy.thaw();
    await late;
    expect(await near.get('a')).toBe('2');
    proxy.cut();
    proxy.delay(1);
    expect(await far.get('a')).toBe('2');
  });
});
