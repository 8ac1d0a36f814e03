/** Where and how members are evaluated never changes a bit of the final ensemble. */
import { startRedisProxy } from '@enkit/testing';
import { run as runExperiment } from 'enkit';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeExperiment } from '../support/smallExperiment.ts';
import { openCluster, referenceRun, resultOf, type Cluster, type Place } from './support/cluster.ts';

const PATIENCE = 180_000;
const EXPERIMENT = `name: network
data: { source: sine, count: 40, noise: 0.05, testPoints: 30 }
model: { type: mlp, hidden: [6] }
method: { type: eki, stop: { steps: 5, heldOut: { fraction: 0.2, patience: 5 } } }
ensemble: { size: 70, seed: 3 }
outputs: { report: false, monitorEvery: 2 }
`;

let cluster: Cluster;
let file: string;
let expected: string;
let runs = 0;

/** The final ensemble's hash of a run on the workers. */
async function hashOf(words: readonly string[], place?: Place): Promise<string> {
  const run = cluster.start(['run', file, '--json', '--run-id', `run-${runs++}`, ...words], place);
  const result = resultOf(await run.ended);
  expect(result.queue).toBe('bullmq');
  return result.ensembleSha256;
}

beforeAll(async () => {
  cluster = await openCluster({ workers: 4 });
  file = writeExperiment(cluster.folder, EXPERIMENT);
  expected = (await referenceRun(file, cluster.folder)).ensembleSha256;
}, PATIENCE);
afterAll(() => cluster.stop(), PATIENCE);

it('that two threads of one process give the bits of one thread', { timeout: PATIENCE }, async () => {
  const result = await referenceRun(file, cluster.folder, ['--threads', '2', '--batch', '7']);
  expect(result).toMatchObject({ ensembleSha256: expected, queue: 'in-process' });
});

it.each([1, 7, 64])(
  'that four workers give the bits of one process in batches of %i',
  { timeout: PATIENCE },
  async (batch) => {
    expect(await hashOf(['--batch', String(batch)])).toBe(expected);
  },
);

it('that single precision gives the bits of one process on four workers, and others than double', {
  timeout: PATIENCE,
}, async () => {
  const single = ['model', 'method', 'ensemble'].flatMap((section) => ['--set', `${section}.precision=single`]);
  const { ensembleSha256 } = await referenceRun(file, cluster.folder, single);
  expect(ensembleSha256).not.toBe(expected);
  expect(await hashOf([...single, '--batch', '7'])).toBe(ensembleSha256);
});

it('that two runs at once on the same workers give the bits of one process', { timeout: PATIENCE }, async () => {
  expect(await Promise.all([hashOf([]), hashOf(['--batch', '9'])])).toEqual([expected, expected]);
});

it('that the library gives these bits too, on the workers that its experiment names', {
  timeout: PATIENCE,
}, async () => {
  const experiment = {
    name: 'network',
    data: { source: 'sine' as const, count: 40, noise: 0.05, testPoints: 30 },
    model: { type: 'mlp' as const, hidden: [6] },
    method: { type: 'eki' as const, stop: { steps: 5, heldOut: { fraction: 0.2, patience: 5 } } },
    ensemble: { size: 70, seed: 3 },
    outputs: { report: false, monitorEvery: 2 },
    evaluation: { queue: { redis: cluster.redis.url, megabytesInFlight: 1 } },
  };
  const { result } = await runExperiment({ experiment });
  expect(result).toMatchObject({ ensembleSha256: expected, queue: 'bullmq' });
});

it('that a slow network changes no bit', { timeout: PATIENCE }, async () => {
  const proxy = await startRedisProxy(cluster.redis.url);
  proxy.delay(15);
  try {
    expect(await hashOf([], { url: proxy.url })).toBe(expected);
  } finally {
    await proxy.stop();
  }
});

it('that a run leaves nothing but its epoch in Redis', { timeout: PATIENCE }, async () => {
  const redis = new Redis(cluster.redis.url);
  try {
    expect(await hashOf(['--run-id', 'tidy'])).toBe(expected);
    expect(await redis.keys('enkit:tidy:*')).toEqual(['enkit:tidy:epoch']);
  } finally {
    redis.disconnect();
  }
});

it('that one worker, the others having left, gives the bits of four', { timeout: PATIENCE }, async () => {
  const [, ...leaving] = cluster.fleet.workers();
  const ends = await Promise.all(leaving.map((worker) => worker.end('SIGTERM')));
  expect(ends.map(({ code }) => code)).toEqual([0, 0, 0]);
  const run = cluster.start(['run', file, '--json', '--run-id', 'alone']);
  expect(resultOf(await run.ended).ensembleSha256).toBe(expected);
});
