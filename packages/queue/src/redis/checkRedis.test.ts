import { startRedisServer, type RedisServer, type RedisServerOptions } from '@enkit/testing';
import { Redis } from 'ioredis';
import { createServer } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createCertificates, type Certificates } from '../testSupport/certificates.ts';
import { checkRedis, judgeRedis } from './checkRedis.ts';
import { connectionOptions, redactRedisUrl, type RedisSettings } from './settings.ts';

const servers: RedisServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function start(options?: RedisServerOptions): Promise<RedisServer> {
  const server = await startRedisServer(options);
  servers.push(server);
  return server;
}

const check = (settings: RedisSettings | string, patienceSeconds = 5) =>
  checkRedis(typeof settings === 'string' ? { url: settings } : settings, { prefix: 'enkit', patienceSeconds });

const withUser = (url: string, user: string): string => url.replace('://', `://${user}@`);

describe('a Redis', () => {
  it('that is fit is described', async () => {
    const { url } = await start({ settings: { maxmemory: '64mb' } });
    expect(await check(url)).toMatchObject({
      maximumMemory: 64 * 2 ** 20,
      version: expect.stringMatching(/^\d+\.\d+/),
    });
  });

  it.each(['allkeys-lru', 'volatile-ttl'])('that drops keys by %s when it is full is refused', async (policy) => {
    const { url } = await start({ settings: { 'maxmemory-policy': policy } });
    await expect(check(url)).rejects.toMatchObject({ code: 'REDIS_POLICY', message: expect.stringContaining(policy) });
  });

  it.each([
    ['a wrong password', ':wrong-secret'],
    ['no password', undefined],
    ['an unknown user', 'nobody:wrong-secret'],
  ])('that asks for a password refuses %s at once, without repeating it', async (_, user) => {
    const { url } = await start({ settings: { requirepass: 'right-secret' } });
    const error = await check(user ? withUser(url, user) : url, 600).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'REDIS_AUTH' });
    expect(String(error)).not.toContain('secret');
    await expect(check(withUser(url, ':right-secret'))).resolves.toBeDefined();
  });

  it.each([
    ['the command INFO', '~enkit:* +@all -info'],
    ['keys of the prefix', '~other:* +@all'],
    ['scripts', '~enkit:* +@all -@scripting'],
  ])('that denies %s is refused with what is missing', async (_, rules) => {
    const { url } = await start({ settings: { user: `worker on >secret ${rules}` } });
    await expect(check(withUser(url, 'worker:secret'))).rejects.toMatchObject({
      code: 'REDIS_ACL',
      message: expect.stringContaining('docs/redis.md'),
    });
  });

  it('that is a replica is refused', async () => {
    const master = await start();
    const replica = await start({ settings: { replicaof: `127.0.0.1 ${master.port}` } });
    await expect(check(replica.url)).rejects.toMatchObject({ code: 'REDIS_READONLY' });
  });

  it('that is too old is refused', () => {
    const info = (version: string) =>
      `# Server\r\nredis_version:${version}\r\nrole:master\r\nmaxmemory_policy:noeviction`;
    for (const version of ['2.8.19', '5.0.14', '6.0.20'])
      expect(() => judgeRedis(info(version))).toThrow(expect.objectContaining({ code: 'REDIS_VERSION' }));
    for (const version of ['6.2.0', '7.4.1', '10.0.0']) expect(judgeRedis(info(version)).version).toBe(version);
  });

  it('that does not answer, or is not a Redis, is given up after the time given', async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    silent.close();
    await expect(check(`redis://user:secret@127.0.0.1:${port}`, 0.6)).rejects.toMatchObject({
      code: 'REDIS_UNREACHABLE',
      message: expect.not.stringContaining('secret'),
    });
    await expect(check('redis://no-such-host.invalid:6379', 0.1)).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' });
  });
});

describe('a Redis behind TLS', () => {
  let certificates: Certificates;
  beforeAll(async () => {
    certificates = await createCertificates();
    return () => certificates.remove();
  });

  it('that has a certificate of the named authority is reached', async () => {
    const { url } = await start({ tls: certificates });
    const settings = { url, certificateAuthorityFile: certificates.authority };
    await expect(check(settings)).resolves.toBeDefined();
    const redis = new Redis(connectionOptions(settings));
    expect(await redis.set('enkit:a', '1')).toBe('OK');
    redis.disconnect();
  });

  it.each([
    ['an authority that nobody named', (_: Certificates, url: string) => ({ url })],
    [
      'the certificate of another host',
      ({ authority }: Certificates, url: string) => ({
        url: url.replace('localhost', '127.0.0.1'),
        certificateAuthorityFile: authority,
      }),
    ],
  ])('that has %s is refused', async (_, settings) => {
    const { url } = await start({ tls: certificates });
    await expect(check(settings(certificates, url), 600)).rejects.toMatchObject({ code: 'REDIS_TLS' });
  });

  it('that has an expired certificate is refused', async () => {
    const { url } = await start({ tls: certificates.expired });
    const settings = { url, certificateAuthorityFile: certificates.authority };
    await expect(check(settings, 600)).rejects.toMatchObject({ code: 'REDIS_TLS' });
  });

  it('that speaks plain text only is refused, not spoken to in plain text', async () => {
    const { port } = await start();
    await expect(check(`rediss://127.0.0.1:${port}`, 0.6)).rejects.toMatchObject({
      code: expect.stringMatching(/REDIS_TLS|REDIS_UNREACHABLE/),
    });
  });
});

describe('the address of a Redis', () => {
  it.each(['', 'localhost:6379', 'http://x', 'redis://', 'redis://h/one', 'data:text/plain,x'])(
    'that is "%s" is refused',
    (url) => {
      expect(() => connectionOptions({ url })).toThrow(expect.objectContaining({ code: 'REDIS_URL' }));
    },
  );

  it('that holds a password is shown without it, however it is spelt', () => {
    expect(redactRedisUrl('rediss://user:p@ss:w/rd@host:1/0')).toBe('rediss://user:***@host:1/0');
    expect(redactRedisUrl('redis://:secret@host')).toBe('redis://:***@host');
    expect(redactRedisUrl('redis://host:6379/1')).toBe('redis://host:6379/1');
    expect(redactRedisUrl('http://u:secret@x and more')).not.toContain('secret');
  });

  it('that has an encoded password, a user and a database gives the options of a connection', () => {
    const options = connectionOptions({ url: 'redis://us%40er:p%3Ass@[::1]:7000/3' });
    expect(options).toMatchObject({ host: '::1', port: 7000, db: 3, username: 'us@er', password: 'p:ss' });
    expect(options.tls).toBeUndefined();
  });
});
