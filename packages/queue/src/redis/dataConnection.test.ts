import { startRedisProxy, startRedisServer } from '@enkit/testing';
import { expect, it } from 'vitest';
import { createCertificates } from '../testSupport/certificates.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { sendBulk } from './bulkCommand.ts';
import { openDataConnection } from './connection.ts';
import type { RedisSettings } from './settings.ts';

const undo = useCleanup();

function open(settings: RedisSettings) {
  const redis = openDataConnection(settings, () => undefined);
  undo(() => redis.disconnect());
  return redis;
}

const large = (bytes: number, seed: number): Buffer =>
  Buffer.from(new Uint8Array(bytes).map((_, k) => (k * seed) >> 5));

it.each(['in plain text', 'over TLS'])(
  'that large values %s come back as they were, also many at once',
  async (how) => {
    const tls = how === 'over TLS' ? await createCertificates() : undefined;
    if (tls) undo(() => tls.remove());
    const server = await startRedisServer(tls ? { tls } : {});
    undo(() => server.stop());
    const redis = open({ url: server.url, certificateAuthorityFile: tls?.authority });
    const values = [0, 1, 70_000, 3_000_000, 65_536, 12].map(large);
    await Promise.all(values.map((value, k) => sendBulk(redis, 'hset', ['hash', `field ${k}`, [value]])));
    const read = values.flatMap((value, k) => [
      redis.hstrlen('hash', `field ${k}`).then((length) => expect(length).toBe(value.length)),
      redis.hgetBuffer('hash', `field ${k}`).then((got) => expect(got?.equals(value)).toBe(true)),
    ]);
    await Promise.all(read);
  },
);

it('that a connection which is cut while a large value comes, or goes, does it again', async () => {
  const server = await startRedisServer();
  undo(() => server.stop());
  const proxy = await startRedisProxy(server.url);
  undo(() => proxy.stop());
  const redis = open({ url: proxy.url });
  const value = large(5_000_000, 7);
  for (const command of [
    () => sendBulk(redis, 'hset', ['hash', 'field', [value.subarray(0, 100), value.subarray(100)]]),
    () => redis.hgetBuffer('hash', 'field').then((got) => expect(got?.equals(value)).toBe(true)),
  ]) {
    await redis.ping();
    proxy.delay(50);
    const done = command();
    setTimeout(() => proxy.cut(), 75);
    await done;
    proxy.delay(0);
  }
});
