/**
 * What it costs to evaluate members through the queue: the time of the evaluation threads in which no forward pass runs,
 * for members of several durations, through Redis on worker processes and, for comparison, on threads of this process.
 */
import { createForwardPool, moduleDigest, numericFingerprint } from '@enkit/evaluation';
import type { EvaluationContext, EvaluationRequest, MemberQueue } from '@enkit/contracts';
import { createMatrix, createSharedMatrix, median } from '@enkit/numerics';
import { createInProcessQueue } from '@enkit/queue';
import { createBullMqQueue } from '@enkit/queue/bullmq';
import { startRedisServer, startWorkerFleet } from '@enkit/testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MODEL = fileURLToPath(new URL('./models/burn.mjs', import.meta.url));
const THREADS = 2;
const REPEATS = 3;
/** Of one evaluation on both threads, about. */
const SECONDS = 4;
const SETTLE_MILLISECONDS = 200;

export interface QueueCost {
  readonly members: number;
  /** Share of the threads' time that is not forward passes. */
  readonly share: number;
  /** The same in microseconds a member. */
  readonly microseconds: number;
}

interface Bench {
  readonly queue: MemberQueue;
  /** Milliseconds of forward passes so far. */
  readonly forwardMilliseconds: () => number;
}

async function contextOf(): Promise<EvaluationContext> {
  const model = { type: 'module', path: MODEL, exportName: 'forward', parameters: 2, outputs: 1 } as const;
  return {
    run: 'bench',
    seed: 1,
    backend: 'wasm',
    model: { ...model, sha256: await moduleDigest(MODEL) },
    points: { train: createMatrix(1, 0) },
    timeLimitSeconds: 600,
  };
}

function requestOf(members: number, step: number): EvaluationRequest {
  const parameters = createSharedMatrix(members, 2);
  parameters.data.forEach((_, k) => (parameters.data[k] = Math.sin(k)));
  const ids = Uint32Array.from({ length: members }, (_, j) => j);
  return { step, purpose: 'bench', pointSet: 'train', members: ids, parameters };
}

/** Medians over the repeats; a first evaluation, not counted, starts the threads and measures the members. */
async function measure({ queue, forwardMilliseconds }: Bench, milliseconds: number): Promise<QueueCost> {
  const members = Math.ceil((1000 * SECONDS * THREADS) / milliseconds);
  await queue.evaluate(requestOf(Math.ceil(members / 10), 0));
  const idle: number[] = [];
  const shares: number[] = [];
  for (let repeat = 1; repeat <= REPEATS; repeat++) {
    await sleep(SETTLE_MILLISECONDS);
    const before = forwardMilliseconds();
    const began = performance.now();
    await queue.evaluate(requestOf(members, repeat));
    const available = THREADS * (performance.now() - began);
    await sleep(SETTLE_MILLISECONDS);
    const forward = forwardMilliseconds() - before;
    idle.push((1000 * (available - forward)) / members);
    shares.push(1 - forward / available);
  }
  return { members, share: median(shares), microseconds: median(idle) };
}

/** A folder for what the model tells, and the sum of that. */
function openTally() {
  const folder = mkdtempSync(join(tmpdir(), 'enkit-bench-'));
  const read = (name: string): number => Number(readFileSync(join(folder, name), 'utf8'));
  return {
    folder,
    sum: () => readdirSync(folder).reduce((sum, name) => sum + read(name), 0),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** On worker processes of one thread each, through a Redis of their own. */
export async function measureOnWorkers(milliseconds: number): Promise<QueueCost> {
  const tally = openTally();
  const redis = await startRedisServer();
  const fleet = await startWorkerFleet({
    workers: THREADS,
    words: ['--redis', redis.url, '--threads', '1', '--models', dirname(MODEL)],
    environment: { ENKIT_BENCH_FOLDER: tally.folder, ENKIT_BENCH_MILLISECONDS: String(milliseconds) },
  });
  const queue = await createBullMqQueue({
    redis: { url: redis.url },
    prefix: 'enkit',
    context: await contextOf(),
    fingerprint: numericFingerprint(),
    evaluateLocally: () => Promise.reject(new Error('a member gave different results')),
    onNotice: ({ kind }) => kind.startsWith('worker-') || process.stderr.write(`notice: ${kind}\n`),
  });
  try {
    return await measure({ queue, forwardMilliseconds: tally.sum }, milliseconds);
  } finally {
    await queue.close();
    await fleet.stop();
    await redis.stop();
    tally.remove();
  }
}

/** On as many threads of this process, without Redis. */
export async function measureInProcess(milliseconds: number): Promise<QueueCost> {
  const tally = openTally();
  process.env['ENKIT_BENCH_FOLDER'] = tally.folder;
  process.env['ENKIT_BENCH_MILLISECONDS'] = String(milliseconds);
  const pool = createForwardPool({ threads: THREADS });
  const queue = createInProcessQueue({
    context: await contextOf(),
    evaluate: (job, signal) => pool.evaluate(job, signal),
    threads: THREADS,
  });
  try {
    return await measure({ queue, forwardMilliseconds: tally.sum }, milliseconds);
  } finally {
    await queue.close();
    await pool.close();
    tally.remove();
  }
}
