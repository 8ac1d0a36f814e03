/** Redis that is emptied, killed, cut off and turned back while members are evaluated. */
import { startRedisProxy, startRedisServer, type RedisServerOptions } from '@enkit/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { QueueNotice } from '../queueNotice.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { openTestQueue, openTestWorker } from '../testSupport/testQueue.ts';
import { evaluateTiny, tinyContext, tinyEvaluator, tinyRequest } from '../testSupport/tinyModel.ts';

const cleanup = useCleanup();
const PREFIX = 'enkit';

/** A server, one worker of two threads, and a queue that reaches them directly or over a proxy. */
async function open(options: RedisServerOptions = {}, milliseconds = 3) {
  const server = await startRedisServer(options);
  const proxy = await startRedisProxy(server.url);
  const notices: QueueNotice[] = [];
  const direct = { redis: { url: server.url }, prefix: PREFIX };
  const proxied = { redis: { url: proxy.url }, prefix: PREFIX };
  const worker = await openTestWorker(proxied, { evaluate: tinyEvaluator(milliseconds) });
  const queue = await openTestQueue(direct, { batch: 5, onNotice: (notice) => notices.push(notice) });
  const client = new Redis(server.url, { lazyConnect: true });
  client.on('error', () => undefined);
  cleanup(() => server.stop());
  cleanup(() => proxy.stop());
  cleanup(() => client.disconnect());
  cleanup(() => worker.close());
  cleanup(() => queue.close());
  return { server, proxy, queue, notices, client, worker, direct };
}

const expected = (count: number) => evaluateTiny({ context: tinyContext(), request: tinyRequest(count) });

/** Evaluates `count` members and does something once, in the middle. */
async function evaluateWith(opened: Awaited<ReturnType<typeof open>>, count: number, happening: () => unknown) {
  let happened: unknown;
  const result = await opened.queue.evaluate(tinyRequest(count), ({ done }) => {
    if (done > count / 3) happened ??= Promise.resolve(happening());
  });
  await happened;
  expect(happened).toBeDefined();
  return result;
}

it('that FLUSHALL in the middle costs time and nothing else', async () => {
  const opened = await open();
  const result = await evaluateWith(opened, 300, () => opened.client.flushall());
  expect(result).toEqual(expected(300));
  const kinds = opened.notices.flatMap((notice) => (notice.kind === 'redis-lost-data' ? [notice.what] : [notice.kind]));
  expect(kinds).toEqual(expect.arrayContaining(['request', 'context']));
  expect(await opened.client.get(`${PREFIX}:tiny:epoch`)).toBe('1');
});

it.each([
  ['appended to a file', { settings: { appendonly: 'yes', appendfsync: 'everysec' } }],
  ['kept nowhere', {}],
])('that a Redis which is killed and started again, its data %s, ends with the same bits', async (_, options) => {
  const opened = await open(options);
  const result = await evaluateWith(opened, 300, async () => {
    await opened.server.kill();
    await opened.server.restart();
  });
  expect(result).toEqual(expected(300));
});

it('that a worker which is cut off for longer than its locks live does no harm', async () => {
  const opened = await open();
  const other = await openTestWorker(opened.direct, { evaluate: tinyEvaluator(3) });
  cleanup(() => other.close());
  const result = await evaluateWith(opened, 300, () => {
    opened.proxy.freeze();
    setTimeout(() => opened.proxy.thaw(), 2500);
  });
  expect(result).toEqual(expected(300));
  opened.proxy.thaw();
  opened.proxy.cut();
  opened.proxy.delay(2);
  expect(await opened.queue.evaluate(tinyRequest(60))).toEqual(expected(60));
});

it('that nothing is left in Redis but the lease and what workers share, and little is there meanwhile', async () => {
  const opened = await open();
  const batchesSeen: number[] = [];
  await opened.queue.evaluate(tinyRequest(400), () => {
    void opened.client.hlen(`${PREFIX}:tiny:1:1:assimilate:parameters`).then((count) => batchesSeen.push(count));
  });
  expect(batchesSeen.length).toBeGreaterThan(40);
  // Two threads, three jobs each, and those that are just being added or freed.
  expect(Math.max(...batchesSeen)).toBeLessThanOrEqual(2 * 3 * 2);
  const left = await opened.client.keys(`${PREFIX}:tiny:*`);
  expect(left.map((key) => key.split(':')[2]).sort()).toEqual(['context', 'epoch', 'lease']);
  for (const key of left) expect(await opened.client.ttl(key)).toBeGreaterThan(0);
  await opened.queue.close();
  expect(await opened.client.keys(`${PREFIX}:tiny:*`)).toEqual([`${PREFIX}:tiny:epoch`]);
});
