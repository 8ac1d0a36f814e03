/** Two coordinators of one run: one at a time, and the later one wins. */
import { startRedisProxy, startRedisServer } from '@enkit/testing';
import { Redis } from 'ioredis';
import { expect, it } from 'vitest';
import type { QueueNotice } from '../queueNotice.ts';
import { startChild } from '../testSupport/childProcesses.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { openTestQueue, openTestWorker, type Place } from '../testSupport/testQueue.ts';
import { evaluateTiny, tinyContext, tinyEvaluator, tinyRequest } from '../testSupport/tinyModel.ts';

const cleanup = useCleanup();

async function openPlace(): Promise<Place> {
  const server = await startRedisServer();
  cleanup(() => server.stop());
  return { redis: { url: server.url }, prefix: 'enkit' };
}

async function openWorker(place: Place, milliseconds = 1) {
  const worker = await openTestWorker(place, { evaluate: tinyEvaluator(milliseconds) });
  cleanup(() => worker.close());
  return worker;
}

const expected = (count: number) => evaluateTiny({ context: tinyContext(), request: tinyRequest(count) });

it('that a second coordinator is kept out while the first one lives, and let in when it has left', async () => {
  const place = await openPlace();
  const first = await openTestQueue(place);
  cleanup(() => first.close());
  const second = openTestQueue(place, { leasePatienceSeconds: 0 });
  await expect(second).rejects.toMatchObject({ code: 'LEASE_HELD', message: expect.stringContaining('epoch 1') });
  await first.close();
  const third = await openTestQueue(place, { leasePatienceSeconds: 0 });
  cleanup(() => third.close());
  expect(third.epoch).toBe(2);
});

it('that another run has a lease of its own and the same workers', async () => {
  const place = await openPlace();
  await openWorker(place);
  const queues = await Promise.all(['one', 'two'].map((run) => openTestQueue(place, { context: tinyContext(run) })));
  for (const queue of queues) cleanup(() => queue.close());
  const results = await Promise.all(queues.map((queue) => queue.evaluate(tinyRequest(30))));
  expect(results).toEqual([expected(30), expected(30)]);
});

it('that a coordinator which is frozen beyond its lease finds itself replaced and stops', async () => {
  const place = await openPlace();
  await openWorker(place, 20);
  const frozen = startChild('coordinatorProcess.ts', [place.redis.url, place.prefix, '400']);
  cleanup(() => frozen.end('SIGKILL'));
  await frozen.saw(/^done [1-9]\d/);
  expect(frozen.messages[0]).toBe('epoch 1');
  frozen.process.kill('SIGSTOP');
  const successor = await openTestQueue(place, { batch: 3 });
  cleanup(() => successor.close());
  expect(successor.epoch).toBe(2);
  const evaluation = successor.evaluate(tinyRequest(60));
  frozen.process.kill('SIGCONT');
  expect(await frozen.saw(/LEASE_LOST|finished/)).toBe('LEASE_LOST');
  expect(await evaluation).toEqual(expected(60));
});

it('that a coordinator whose lease was taken says so, and evaluates nothing more', async () => {
  const place = await openPlace();
  await openWorker(place, 10);
  const notices: QueueNotice[] = [];
  const first = await openTestQueue(place, { onNotice: (notice) => notices.push(notice) });
  cleanup(() => first.close());
  const evaluation = first.evaluate(tinyRequest(500)).catch((error: unknown) => error);
  const client = new Redis(place.redis.url);
  cleanup(() => client.disconnect());
  await client.mset({ 'enkit:tiny:lease': 'a successor', 'enkit:tiny:epoch': '2' });
  expect(await evaluation).toMatchObject({ code: 'LEASE_LOST' });
  await client.del('enkit:tiny:lease');
  const second = await openTestQueue(place);
  cleanup(() => second.close());
  expect(second.epoch).toBe(3);
  expect(notices).toContainEqual({ kind: 'lease-lost' });
  await expect(first.evaluate(tinyRequest(1))).rejects.toMatchObject({ code: 'LEASE_LOST' });
  expect(await second.evaluate(tinyRequest(20))).toEqual(expected(20));
});

it('that what a killed coordinator left in Redis is cleared away by its successor', async () => {
  const place = await openPlace();
  const killed = startChild('coordinatorProcess.ts', [place.redis.url, place.prefix, '10']);
  const client = new Redis(place.redis.url);
  cleanup(() => client.disconnect());
  const left = 'enkit:tiny:1:1:assimilate:parameters';
  await expect.poll(() => client.exists(left), { timeout: 30_000 }).toBe(1);
  await killed.end('SIGKILL');
  const successor = await openTestQueue(place);
  cleanup(() => successor.close());
  expect(await client.keys('enkit:tiny:1:*')).toEqual([]);
  await openWorker(place);
  expect(await successor.evaluate(tinyRequest(10))).toEqual(expected(10));
});

it('that a checkpoint knows of higher epochs than an emptied Redis', async () => {
  const queue = await openTestQueue(await openPlace(), { checkpointEpoch: 41 });
  cleanup(() => queue.close());
  expect(queue.epoch).toBe(42);
});

it('that closing ends what is evaluated with QUEUE_CLOSED and takes its jobs off the queue', async () => {
  const place = await openPlace();
  const queue = await openTestQueue(place);
  const evaluation = queue.evaluate(tinyRequest(50)).catch((error: unknown) => error);
  const client = new Redis(place.redis.url);
  cleanup(() => client.disconnect());
  await expect.poll(() => client.llen('enkit:_members:wait'), { timeout: 10_000 }).toBeGreaterThan(0);
  await queue.close();
  expect(await evaluation).toMatchObject({ code: 'QUEUE_CLOSED' });
  expect(await client.llen('enkit:_members:wait')).toBe(0);
  expect(await client.keys('enkit:tiny:*')).toEqual(['enkit:tiny:epoch']);
});

it('that closing while jobs are on their way to Redis leaves neither them nor their parameters there', async () => {
  const server = await startRedisServer();
  cleanup(() => server.stop());
  const proxy = await startRedisProxy(server.url);
  cleanup(() => proxy.stop());
  const queue = await openTestQueue({ redis: { url: proxy.url }, prefix: 'enkit' }, { batch: 5 });
  cleanup(() => queue.close());
  const client = new Redis(server.url);
  cleanup(() => client.disconnect());
  proxy.delay(100);
  const evaluation = queue.evaluate(tinyRequest(50)).catch((error: unknown) => error);
  await expect.poll(() => queue.load().jobs.waiting, { timeout: 10_000 }).toBeGreaterThan(0);
  await queue.close();
  expect(await evaluation).toMatchObject({ code: 'QUEUE_CLOSED' });
  // A command sent over the slow network before the connection ended arrives by then.
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await client.keys('enkit:tiny:*')).toEqual(['enkit:tiny:epoch']);
  expect(await client.llen('enkit:_members:wait')).toBe(0);
});
