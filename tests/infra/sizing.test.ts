/** The sizing held against a real run: it must be enough, and not absurdly much. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunSizing } from '@enkit/contracts';
import {
  type Program,
  type RedisServer,
  startEnkit,
  startEnkitWorker,
  startRedisServer,
  WORKER_READY,
} from '@enkit/testing';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sumOfSeries } from './support/exposition.ts';
import { scrapeToTheEnd } from './support/scraping.ts';

const STEPS = 2;
const BATCH = 125;
const MEMBERS = 1000;
/** Batches of the steps, of their monitoring and of the two final evaluations, which have one member more. */
const BATCHES = 2 * (STEPS + 1) * (Math.ceil(MEMBERS / BATCH) + 1);
const EXPERIMENT = `name: sized
data: { source: sine, count: 400, noise: 0.1 }
model: { type: mlp, hidden: [30, 30] }
method: { type: es-mda, steps: ${STEPS} }
ensemble: { size: ${MEMBERS}, seed: 3 }
evaluation: { batch: ${BATCH} }
outputs: { monitorEvery: 1, report: false }
`;
/** Of the commands and answers of BullMQ, for one job. */
const QUEUE_BYTES_OF_JOB = 8192;

interface Measured {
  readonly sizing: RunSizing;
  readonly redisPeak: number;
  /** Bytes that Redis received. */
  readonly received: number;
  /** Payload that the coordinator counted, both ways. */
  readonly payload: number;
  readonly coordinatorPeak: number;
  readonly workerPeak: number;
}

let folder: string;
let redis: RedisServer;
let worker: Program;
let measured: Measured;

/** Most memory that a living process has had, in bytes. */
function peakMemory(pid: number): number {
  return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

async function redisFact(connection: Redis, name: string): Promise<number> {
  return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(await connection.info())?.[1]);
}

async function sizingOf(file: string): Promise<RunSizing> {
  const { stdout } = await startEnkit(['doctor', file, '--workers=1', '--threads=2', '--json'], { directory: folder })
    .ended;
  return (JSON.parse(stdout) as { run: RunSizing }).run;
}

async function runMeasured(connection: Redis): Promise<Omit<Measured, 'sizing'>> {
  const before = await redisFact(connection, 'total_net_input_bytes');
  const words = ['run', 'experiment.yaml', '--redis', redis.url, '--out=run', '--metrics-port=0', '--json', '--quiet'];
  const coordinator = startEnkit(words, { directory: folder });
  const [, url = ''] = await coordinator.shows(/metrics: (\S+)/);
  const metrics = await scrapeToTheEnd(coordinator, url);
  const { code, stderr } = await coordinator.ended;
  if (code !== 0) throw new Error(`the run ended with ${code}: ${stderr}`);
  return {
    coordinatorPeak: Math.max(...metrics.map((text) => sumOfSeries(text, 'enkit_process_resident_memory_bytes'))),
    workerPeak: peakMemory(worker.pid),
    payload: sumOfSeries(metrics.at(-1) ?? '', 'enkit_queue_bytes_total'),
    redisPeak: await redisFact(connection, 'used_memory_peak'),
    received: (await redisFact(connection, 'total_net_input_bytes')) - before,
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enkit-sizing-'));
  writeFileSync(join(folder, 'experiment.yaml'), EXPERIMENT);
  redis = await startRedisServer();
  const connection = new Redis(redis.url);
  worker = startEnkitWorker(['--redis', redis.url, '--threads=2']);
  await worker.shows(WORKER_READY);
  measured = { sizing: await sizingOf('experiment.yaml'), ...(await runMeasured(connection)) };
  connection.disconnect();
}, 120_000);

afterAll(async () => {
  await worker?.end('SIGKILL');
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Payload of the steps and of the final evaluations, which are those of one more step with one member more. */
function payloadOf({ movedPerMonitoredStep, redis: { context } }: RunSizing): number {
  return (STEPS + (MEMBERS + 1) / MEMBERS) * movedPerMonitoredStep + context;
}

type Figure = readonly [
  name: string,
  actual: (of: Measured) => number,
  estimate: (of: RunSizing) => number,
  most: number,
];

const FIGURES: readonly Figure[] = [
  ['the memory that Redis used', ({ redisPeak }) => redisPeak, ({ redis: { total } }) => total, 4],
  ['the payload between coordinator and Redis', ({ payload }) => payload, payloadOf, 1.05],
  ['the memory of the coordinator', ({ coordinatorPeak }) => coordinatorPeak, ({ coordinator }) => coordinator, 4],
  ['the memory of the worker', ({ workerPeak }) => workerPeak, (sizing) => sizing.worker, 4],
];

describe('the sizing of a run', () => {
  // An estimate that is too low ends a run; one that is far too high makes it wait for a node that is not needed.
  test.each(FIGURES)('that was carried out bounds %s, closely enough', (_, actual, estimate, most) => {
    const ratio = estimate(measured.sizing) / actual(measured);
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThan(most);
  });

  test('that was carried out tells what Redis receives: the payload, and the jobs of the queue', () => {
    const { payload, received } = measured;
    expect(received).toBeGreaterThan(payload * 0.99);
    expect(received).toBeLessThan(payload + BATCHES * QUEUE_BYTES_OF_JOB);
  });
});
