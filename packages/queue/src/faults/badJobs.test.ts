/** What others may write into Redis: jobs that are none, payloads that were changed, results that differ. */
import type { JobData } from '@enkit/contracts';
import { startRedisServer } from '@enkit/testing';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BullMqQueue } from '../coordinator/queueOptions.ts';
import { type EncodedResult, encodeResult } from '../data/batchResult.ts';
import type { QueueNotice } from '../queueNotice.ts';
import { openCommandConnection } from '../redis/connection.ts';
import { QUEUE_NAME } from '../redis/keys.ts';
import { runScript } from '../redis/scripts.ts';
import { connectionOptions } from '../redis/settings.ts';
import { formatJobId } from '../scheduler/policies.ts';
import { useCleanup } from '../testSupport/cleanup.ts';
import { openTestQueue, openTestWorker, type Place } from '../testSupport/testQueue.ts';
import { evaluateTiny, evaluateTinySlowly, tinyContext, tinyRequest } from '../testSupport/tinyModel.ts';

const cleanup = useCleanup();
const MEMBERS = 8;

let place: Place;
let redis: Redis;
let jobs: Queue<JobData>;
let queue: BullMqQueue;
let evaluation: ReturnType<BullMqQueue['evaluate']>;
let notices: QueueNotice[];
/** The data of a job that waits, as the coordinator wrote them. */
let template: JobData;

/** A request whose two jobs wait for a worker that has not come yet. */
beforeEach(async () => {
  const server = await startRedisServer();
  cleanup(() => server.stop());
  place = { redis: { url: server.url }, prefix: 'enkit' };
  redis = openCommandConnection(place.redis, () => undefined);
  cleanup(() => redis.disconnect());
  jobs = new Queue<JobData>(QUEUE_NAME, { connection: connectionOptions(place.redis), prefix: 'enkit' });
  cleanup(() => jobs.close());
  notices = [];
  queue = await openTestQueue(place, { batch: 4, onNotice: (notice) => notices.push(notice) });
  cleanup(() => queue.close());
  evaluation = queue.evaluate(tinyRequest(MEMBERS));
  evaluation.catch(() => undefined);
  while ((await jobs.getWaitingCount()) < 2) await sleep(10);
  [template] = (await jobs.getWaiting()).map(({ data }) => data);
});

let evaluated: string[];

/** Starts a worker that notes what it evaluates. */
async function startWorker(): Promise<void> {
  evaluated = [];
  const worker = await openTestWorker(place, {
    evaluate: (job, signal) => {
      evaluated.push([...job.request.members].join());
      return evaluateTinySlowly(job, signal);
    },
  });
  cleanup(() => worker.close());
}

const expected = () => evaluateTiny({ context: tinyContext(), request: tinyRequest(MEMBERS) });

let attempt = 77;

/** Adds a job with changed data, waits until a worker has refused it, and returns what it said. */
async function refusalOf(change: object, id?: string): Promise<string> {
  const data = { ...template, attempt: attempt++, ...change };
  const job = await jobs.add('forged', data, { jobId: id ?? formatJobId(data) });
  await expect.poll(() => job.isFailed(), { timeout: 10_000 }).toBe(true);
  return (await jobs.getJob(job.id ?? ''))?.failedReason ?? '';
}

describe('a job in the queue', () => {
  it('that was forged is refused with its code, nothing is executed, and the real ones are evaluated', async () => {
    await jobs.pause();
    await startWorker();
    await jobs.resume();
    expect(await evaluation).toEqual(expected());
    const honest = evaluated.length;
    const forged: [RegExp, object, string?][] = [
      [/^JOB_SCHEMA: /, { command: 'rm -rf /' }],
      [/^JOB_SCHEMA: /, { modulePath: '/etc/passwd' }],
      [/^JOB_SCHEMA: /, { outputs: '8' }],
      [/^JOB_SCHEMA: .*the id/, {}, 'another-id'],
      [/^JOB_PROTOCOL: .*got 4/, { protocol: 4 }],
      [/^JOB_STALE: /, { epoch: 99 }],
      [/^JOB_STALE: /, {}],
    ];
    for (const [said, change, id] of forged) expect(await refusalOf(change, id)).toMatch(said);
    expect(evaluated).toHaveLength(honest);
  });

  it.each<[string, RegExp, (data: JobData) => object]>([
    [
      'the key of something else',
      /^JOB_SCHEMA: /,
      (d) => ({ parameters: { ...d.parameters, key: 'enkit:tiny:lease' } }),
    ],
    ['another context', /^JOB_SCHEMA: /, (d) => ({ context: { ...d.context, key: 'enkit:other:context' } })],
    ['another seed', /^JOB_SCHEMA: /, () => ({ seed: 8 })],
    ['more predictions', /^JOB_SCHEMA: /, () => ({ outputs: 9 })],
    ['unknown points', /^PAYLOAD_SHAPE: /, () => ({ pointSet: '__proto__' })],
    ['2^32-1 columns', /^PAYLOAD_TOO_LARGE: /, (d) => ({ parameters: { ...d.parameters, columns: 0xffffffff } })],
    ['a context of 4 GB', /^PAYLOAD_TOO_LARGE: /, (d) => ({ context: { ...d.context, bytes: 0xffffffff } })],
    ['another checksum', /^PAYLOAD_CHECKSUM: /, (d) => ({ parameters: { ...d.parameters, checksum: 'e'.repeat(32) } })],
  ])('that refers to %s is refused before anything is evaluated', async (_, said, change) => {
    // Taken off before the worker comes: only the forged job runs.
    for (const job of await jobs.getWaiting()) await job.remove();
    const pending = refusalOf(change(template));
    await startWorker();
    expect(await pending).toMatch(said);
    expect(await evaluation).toEqual(expected());
    expect(evaluated.sort()).toEqual(['10,13,16,19', '22,25,28,31']);
  });
});

describe('a payload in Redis', () => {
  it.each<[string, string, (bytes: Buffer) => Buffer]>([
    ['has a bit flipped', 'PAYLOAD_CHECKSUM', (bytes) => bytes.fill(bytes[70] ^ 4, 70, 71)],
    ['is cut short', 'PAYLOAD_CHECKSUM', (bytes) => bytes.subarray(0, 70)],
    ['promises 2^32-1 rows', 'PAYLOAD_SHAPE', (bytes) => bytes.fill(255, 8, 12)],
    ['is 100 times as long', 'PAYLOAD_CHECKSUM', (bytes) => Buffer.concat([bytes, Buffer.alloc(16_000)])],
    ['is empty', 'PAYLOAD_MISSING', () => Buffer.alloc(0)],
  ])('that %s is refused, written again, and the result is the same', async (_, code, damage) => {
    const batch = `${template.first}-${template.count}`;
    const bytes = await redis.hgetBuffer(template.parameters.key, batch);
    await redis.hset(template.parameters.key, batch, damage(bytes ?? Buffer.alloc(0)));
    await startWorker();
    expect(await evaluation).toEqual(expected());
    expect(notices).toContainEqual(expect.objectContaining({ kind: 'retry', code }));
    expect(evaluated).toHaveLength(2);
  });

  it('that is the context is checked as well, and written again once it is gone', async () => {
    await redis.del(template.context.key);
    await startWorker();
    expect(await evaluation).toEqual(expected());
  });
});

describe('a result in Redis', () => {
  const results = 'enkit:tiny:1:1:assimilate:results';
  const predictions = `${results}:0-4`;
  const shape = { run: 'tiny', type: 'float64', rows: 4, columns: 8 } as const;

  it('that differs from a second one is settled by a third evaluation, and reported', async () => {
    const wrong = evaluateTiny({ context: tinyContext(), request: tinyRequest(4, { step: 2 }) });
    const first = encodeResult(shape, wrong, 'zombie', 1);
    const commit = async ({ digest, report, predicted }: EncodedResult, token: string) => {
      await redis.set(`${results}:offered`, predicted);
      const keys = ['enkit:tiny:epoch', results, `${results}:offered`, predictions];
      return runScript(redis, 'resultCommit', keys, [1, '0-4', digest, report, 'starts', token, 60]);
    };
    const right = encodeResult(shape, evaluateTiny({ context: tinyContext(), request: tinyRequest(4) }), 'worker', 1);
    expect(await commit(first, 'a')).toBe('OK');
    expect(await commit(right, 'b')).toBe('CONFLICT');
    await startWorker();
    expect(await evaluation).toEqual(expected());
    expect(notices).toContainEqual({ kind: 'conflict', batch: '0-4' });
  });

  const damaged = Buffer.alloc(64 + 4 * 8 * 8);

  it.each<[string, string, Buffer | undefined]>([
    ['has damaged predictions', '{"node":"n","seconds":1,"failures":[]}', damaged],
    ['has predictions of another size', '{}', Buffer.from('short')],
    ['has lost its predictions', '{"node":"n","seconds":1,"failures":[]}', undefined],
    ['names members that are not there', '{"node":"n","seconds":1,"failures":[[9,"MEMBER_OOM",""]]}', damaged],
  ])('that %s is thrown away and evaluated again', async (_, report, bytes) => {
    if (bytes) await redis.set(predictions, bytes);
    await redis.hset(results, { '0-4:digest': 'x', '0-4:outcomes': report });
    await expect.poll(() => notices.map(({ kind }) => kind), { timeout: 10_000 }).toContain('unreadable');
    await startWorker();
    expect(await evaluation).toEqual(expected());
  });
});

describe('a worker', () => {
  it('that is missing is asked for, once', async () => {
    const asked = (): QueueNotice[] => notices.filter(({ kind }) => kind === 'no-workers');
    await expect.poll(asked, { timeout: 20_000 }).toEqual([{ kind: 'no-workers', prefix: 'enkit' }]);
    await startWorker();
    expect(await evaluation).toEqual(expected());
    expect(asked()).toHaveLength(1);
  });

  it('that computes other bits takes no part: it leaves with the reason, and its jobs go to others', async () => {
    const other = await openTestWorker(place, { fingerprint: 'other bits' });
    expect(await other.ended).toMatchObject({ code: 'NUMERIC_FINGERPRINT' });
    expect(await jobs.getActiveCount()).toBe(0);
    expect(queue.threads()).toBe(0);
    await startWorker();
    expect(await evaluation).toEqual(expected());
  });
});
