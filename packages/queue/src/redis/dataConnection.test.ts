import { startRedisProxy, startRedisServer } from '@enkit/testing';
import { expect, it } from 'vitest';
import { createCertificates } from '../testSupport/certificates.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { sendBulk } from './bulkCommand.ts';
import { openDataConnection } from './connection.ts';
import { runBulkScript } from './scripts.ts';
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

it('that a script gets a large argument whether or not the server knows it', async () => {
  const server = await startRedisServer();
  undo(() => server.stop());
  const redis = open({ url: server.url });
  await redis.set('epoch', 1);
  await redis.hset('results', 'open', 1);
  const value = large(1_000_000, 3);
  for (const answer of ['OK', 'DUPLICATE']) {
    // From the second time on it has forgotten what the connection had loaded.
    if (answer === 'DUPLICATE') await redis.script('FLUSH');
    const values = [1, '0-1', 'digest', '{}', [value], 'starts', 'token'];
    expect(await runBulkScript(redis, 'resultCommit', ['epoch', 'results'], values)).toBe(answer);
  }
  expect((await redis.hgetBuffer('results', '0-1:predicted'))?.equals(value)).toBe(true);
  await expect(
    runBulkScript(redis, 'resultCommit', ['results', 'epoch'], [1, '', '', '', [value], '', '']),
  ).rejects.toThrow(/WRONGTYPE/);
});

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
