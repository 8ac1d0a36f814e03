import { startRedis, type TestRedis } from '@enkit/testing';
import { beforeAll, expect, it } from 'vitest';
import { describeMemberQueue } from '../testSupport/memberQueueConformance.ts';
import type { WorkerNotice } from '../worker/workerNotice.ts';
import { openTestQueue, openTestWorker } from '../testSupport/testQueue.ts';
import { evaluateTiny, tinyContext, tinyRequest } from '../testSupport/tinyModel.ts';

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

it('that the load is counted by batch and falls to nothing, and the bytes are the same at both ends', async () => {
  const place = { redis: { url: redis.url }, prefix: `${redis.prefix}:load` };
  const queue = await openTestQueue(place, { batch: 4 });
  const idle = queue.load();
  expect(idle).toMatchObject({ jobs: { held: 0, waiting: 0, active: 0, delayed: 0 }, bytesInFlight: 0 });
  await expect.poll(() => queue.connected()).toBe(true);
  const evaluation = queue.evaluate(tinyRequest(40));
  const waiting = { jobs: { held: 7, waiting: 3, active: 0, delayed: 0 }, bytesInFlight: 3 * 4 * 8 * (3 + 8) };
  await expect.poll(() => queue.load(), { timeout: 10_000 }).toMatchObject(waiting);
  const notices: WorkerNotice[] = [];
  const worker = await openTestWorker(place, { onNotice: (notice) => notices.push(notice) });
  await expect.poll(() => worker.connected()).toBe(true);
  await evaluation;
  const { bytesSent, bytesReceived, ...rest } = queue.load();
  expect(rest).toEqual({ jobs: idle.jobs, bytesInFlight: 0 });
  expect(bytesReceived).toBeGreaterThan(40 * 8 * 8);
  expect(worker.traffic()).toEqual({ bytesSent: bytesReceived, bytesReceived: bytesSent });
  const answers = notices.flatMap((notice) => (notice.kind === 'result-offered' ? [notice.answer] : []));
  expect(answers).toEqual(Array.from({ length: 10 }, () => 'ok'));
  await Promise.all([queue.close(), worker.close()]);
});

it('that the bytes in flight keep to their bound, which batches are cut to, whatever size was asked for', async () => {
  const place = { redis: { url: redis.url }, prefix: `${redis.prefix}:bound` };
  const maximumBytesInFlight = 40 * 8 * (3 + 8);
  const queue = await openTestQueue(place, { batch: 100, maximumBytesInFlight });
  const request = tinyRequest(300);
  const evaluation = queue.evaluate(request);
  await expect.poll(() => queue.load().jobs.waiting, { timeout: 10_000 }).toBeGreaterThan(1);
  const seen = [queue.load().bytesInFlight];
  const watching = setInterval(() => seen.push(queue.load().bytesInFlight), 1);
  const worker = await openTestWorker(place);
  expect(await evaluation).toEqual(evaluateTiny({ context: tinyContext(), request }));
  clearInterval(watching);
  expect(Math.max(...seen)).toBeLessThanOrEqual(maximumBytesInFlight);
  await Promise.all([queue.close(), worker.close()]);
});
