/** A run of many cheap members on worker processes, with the memory of Redis watched: it must not grow with the run. */
import { median } from '@enkit/numerics';
import { startEnkit, startRedisServer, startWorkerFleet } from '@enkit/testing';
import { Redis } from 'ioredis';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface MemoryOptions {
  readonly members: number;
  readonly steps: number;
  readonly workers: number;
}

export interface MemoryReport {
  /** Of Redis before the run, and the largest in each fifth of the run, MiB. */
  readonly before: number;
  readonly fifths: readonly number[];
  readonly after: number;
  readonly samples: number;
  readonly seconds: number;
  readonly membersPerSecond: number;
}

const SAMPLE_EVERY_MILLISECONDS = 50;

function experiment({ members, steps }: MemoryOptions): string {
  return `name: cheap
data: { source: sine, count: 50, testPoints: 20 }
model: { type: mlp, hidden: [10] }
method: { type: es-mda, steps: ${steps}, observationError: { sd: 0.05 } }
ensemble: { size: ${members}, seed: 1 }
outputs: { report: false, monitorEvery: ${steps} }
`;
}

async function usedMegabytes(redis: Redis): Promise<number> {
  const info = await redis.info('memory');
  return Number(/used_memory:(\d+)/.exec(info)?.[1]) / 2 ** 20;
}

/** Largest of each of five equal parts. */
function maximaOfFifths(samples: readonly number[]): number[] {
  const length = Math.ceil(samples.length / 5);
  return [0, 1, 2, 3, 4].map((k) => Math.max(...samples.slice(k * length, (k + 1) * length)));
}

export async function watchRedisMemory(options: MemoryOptions): Promise<MemoryReport> {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-bench-'));
  const file = join(folder, 'cheap.yaml');
  writeFileSync(file, experiment(options));
  const server = await startRedisServer();
  const redis = new Redis(server.url);
  const fleet = await startWorkerFleet({
    workers: options.workers,
    words: ['--redis', server.url, '--threads', '1'],
  });
  const samples: number[] = [];
  let sampling: NodeJS.Timeout | undefined;
  try {
    const before = await usedMegabytes(redis);
    const run = startEnkit(['run', file, '--json', '--redis', server.url], { directory: folder });
    await run.shows(/members, \d+ parameters/);
    const sample = async (): Promise<void> => void samples.push(await usedMegabytes(redis));
    sampling = setInterval(() => void sample(), SAMPLE_EVERY_MILLISECONDS);
    const { code, stdout, stderr } = await run.ended;
    clearInterval(sampling);
    if (code !== 0) throw new Error(`the run ended with ${code}:\n${stderr}`);
    const { seconds, passes } = JSON.parse(stdout) as { seconds: number; passes: number };
    const fifths = maximaOfFifths(samples);
    const after = await usedMegabytes(redis);
    return { before, fifths, after, samples: samples.length, seconds, membersPerSecond: passes / seconds };
  } finally {
    clearInterval(sampling);
    redis.disconnect();
    await fleet.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last fifth over the median of all: about 1 when the memory does not grow. */
export function growth({ fifths }: MemoryReport): number {
  return fifths[4] / median(Float64Array.from(fifths));
}
