/** Worker processes that are killed, frozen, drained and poisoned while members are evaluated. */
import { startRedisServer } from '@enkit/testing';
import { rowOf } from '@enkit/numerics';
import { expect, it } from 'vitest';
import type { EvaluateBatch } from '../evaluateBatch.ts';
import type { QueueNotice } from '../queueNotice.ts';
import { type Child, startFleet } from '../testSupport/childProcesses.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { openTestQueue, openTestWorker, type Place } from '../testSupport/testQueue.ts';
import { evaluateTiny, POISON_PARAMETER, tinyContext, tinyEvaluator, tinyRequest } from '../testSupport/tinyModel.ts';

const cleanup = useCleanup();

async function openPlace(): Promise<Place> {
  const server = await startRedisServer();
  cleanup(() => server.stop());
  return { redis: { url: server.url }, prefix: 'enkit' };
}

async function openFleet(place: Place, size: number, milliseconds: number) {
  const fleet = await startFleet(size, [place.redis.url, place.prefix, String(milliseconds)]);
  cleanup(() => fleet.stop());
  return fleet;
}

async function openQueue(place: Place, batch: number) {
  const notices: QueueNotice[] = [];
  const queue = await openTestQueue(place, { batch, onNotice: (notice) => notices.push(notice) });
  cleanup(() => queue.close());
  return { queue, notices };
}

const expected = (request = tinyRequest(1)) => evaluateTiny({ context: tinyContext(), request });

it('that kill -9 of a worker again and again costs no member and no bit', async () => {
  const place = await openPlace();
  const fleet = await openFleet(place, 3, 4);
  const { queue } = await openQueue(place, 5);
  const request = tinyRequest(400);
  let kills = 0;
  const result = await queue.evaluate(request, ({ done }) => {
    if (done > 75 * (kills + 1)) fleet.killOne(kills++ % 3);
  });
  expect(kills).toBeGreaterThan(3);
  expect(result).toEqual(expected(request));
});

it('that a worker which is frozen and wakes up late changes nothing', async () => {
  const place = await openPlace();
  const fleet = await openFleet(place, 2, 10);
  const { queue } = await openQueue(place, 10);
  const request = tinyRequest(200);
  const [zombie]: readonly Child[] = fleet.children;
  let frozen = false;
  const result = await queue.evaluate(request, ({ done }) => {
    if (done < 40 || frozen) return;
    frozen = true;
    zombie.process.kill('SIGSTOP');
    // Longer than its locks live: its batches are evaluated by the other one meanwhile.
    setTimeout(() => zombie.process.kill('SIGCONT'), 2500);
  });
  expect(frozen).toBe(true);
  expect(result).toEqual(expected(request));
  expect(await queue.evaluate(tinyRequest(60))).toEqual(expected(tinyRequest(60)));
});

it('that a drained worker hands its batches back at once, under the same attempt', async () => {
  const place = await openPlace();
  const leaving = await openTestWorker(place, { evaluate: tinyEvaluator(1e6) });
  const { queue, notices } = await openQueue(place, 4);
  const request = tinyRequest(12);
  const result = queue.evaluate(request);
  while (leaving.status().running < 3) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(leaving.status().runs).toEqual(['tiny']);
  const staying = await openTestWorker(place, { evaluate: tinyEvaluator(1) });
  cleanup(() => staying.close());
  await leaving.drain(0.05);
  expect(await result).toEqual(expected(request));
  expect(staying.status()).toMatchObject({ jobsDone: 3, membersDone: 12 });
  expect(notices.filter(({ kind }) => kind === 'retry' || kind === 'lost')).toEqual([]);
  await expect.poll(() => queue.workers().map(({ id }) => id), { timeout: 10_000 }).toEqual([staying.id]);
});

it('that running members are finished within the grace of a drain', async () => {
  const place = await openPlace();
  const begun = Promise.withResolvers<void>();
  const evaluate: EvaluateBatch = (job, signal) => {
    begun.resolve();
    return tinyEvaluator(20)(job, signal);
  };
  const worker = await openTestWorker(place, { threads: 1, concurrency: 1, evaluate });
  const { queue } = await openQueue(place, 10);
  const result = queue.evaluate(tinyRequest(10));
  await begun.promise;
  await worker.drain(30);
  expect(worker.status()).toMatchObject({ jobsDone: 1, draining: true });
  expect(await result).toEqual(expected(tinyRequest(10)));
});

it('that a member which kills its worker is found out among its neighbours, and only it', async () => {
  const place = await openPlace();
  const fleet = await openFleet(place, 2, 1);
  const { queue } = await openQueue(place, 2);
  const request = tinyRequest(6);
  rowOf(request.parameters, 3)[0] = POISON_PARAMETER;
  const { predicted, outcomes } = await queue.evaluate(request);
  const healthy = expected(tinyRequest(6));
  for (const k of [0, 1, 2, 4, 5]) {
    expect(rowOf(predicted, k)).toEqual(rowOf(healthy.predicted, k));
    expect(outcomes[k]).toEqual({ status: 'evaluated' });
  }
  expect(outcomes[3]).toMatchObject({ status: 'failed', code: 'BATCH_POISON' });
  expect(rowOf(predicted, 3).every(Number.isNaN)).toBe(true);
  // Three in company, three alone; a start that a slow machine lets time out may stand for a death.
  expect(fleet.deaths).toBeGreaterThanOrEqual(4);
  expect(fleet.deaths).toBeLessThanOrEqual(8);
});
