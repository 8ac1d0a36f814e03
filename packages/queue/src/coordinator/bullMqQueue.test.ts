import { startRedis, type TestRedis } from '@enkit/testing';
import { beforeAll } from 'vitest';
import { describeMemberQueue } from '../testSupport/memberQueueConformance.ts';
import { openTestQueue, openTestWorker } from '../testSupport/testQueue.ts';

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
  return () => redis.stop();
});

let opened = 0;

describeMemberQueue('the BullMQ queue with one worker', async (context, batch) => {
  const place = { redis: { url: redis.url }, prefix: `${redis.prefix}:one-${opened++}` };
  const worker = await openTestWorker(place);
  const queue = await openTestQueue(place, { context, batch });
  return { queue, stop: () => Promise.all([queue.close(), worker.close()]).then(() => undefined) };
});
