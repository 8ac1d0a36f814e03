/** The evaluation of an ensemble on threads: bare ones, the queue of this process, or the queue through Redis. */
import type { EvaluationContext, EvaluationRequest, MemberQueue } from '@enkit/contracts';
import { createForwardPool, createSharedBuffers, numericFingerprint, type SharedBuffers } from '@enkit/evaluation';
import { createInProcessQueue } from '@enkit/queue';
import { createBullMqQueue } from '@enkit/queue/bullmq';
import { startRedisServer, startWorkerFleet } from '@enkit/testing';
import { startBareThreads } from './bareThreads.ts';
import { drawNetwork, type DrawnNetwork } from './network.ts';
import type { EvaluationWork, PreparedWork } from './work.ts';

interface OpenQueue {
  readonly queue: MemberQueue;
  /** Where its predictions lie. */
  readonly buffers: SharedBuffers;
  readonly close: () => Promise<void>;
}

export async function evaluationWork(work: EvaluationWork): Promise<PreparedWork> {
  const network = drawNetwork(work);
  if (work.through === 'threads') {
    const { evaluate, close } = startBareThreads(network, work.threads);
    return { detail: `${work.threads} bare threads`, call: evaluate, close };
  }
  const { queue, buffers, close } =
    work.through === 'bullmq' ? await openBullMq(network, work.threads) : await openInProcess(network, work.threads);
  const members = Uint32Array.from({ length: work.members }, (_, j) => j);
  let step = 0;
  const call = async (): Promise<void> => {
    const { outcomes, predicted } = await queue.evaluate(requestOf(network, members, ++step));
    buffers.release(predicted);
    const failed = outcomes.filter(({ status }) => status === 'failed').length;
    if (failed > 0) throw new Error(`${failed} members failed`);
  };
  return { detail: `${queue.kind}, ${work.threads} threads`, call, close };
}

function contextOf({ specification, inputs }: DrawnNetwork): EvaluationContext {
  const points = { train: inputs };
  return { run: 'bench', seed: 1, backend: 'wasm', model: specification, points, timeLimitSeconds: 600 };
}

function requestOf({ parameters }: DrawnNetwork, members: Uint32Array, step: number): EvaluationRequest {
  return { step, purpose: 'bench', pointSet: 'train', members, parameters };
}

async function openInProcess(network: DrawnNetwork, threads: number): Promise<OpenQueue> {
  const pool = createForwardPool({ threads });
  await pool.ready('wasm');
  const evaluate = (job: Parameters<typeof pool.evaluate>[0], signal: AbortSignal) => pool.evaluate(job, signal);
  const queue = createInProcessQueue({
    context: contextOf(network),
    evaluate,
    threads,
    takeMatrix: pool.buffers.take,
  });
  const close = async (): Promise<void> => {
    await queue.close();
    await pool.close();
  };
  return { queue, buffers: pool.buffers, close };
}

async function openBullMq(network: DrawnNetwork, threads: number): Promise<OpenQueue> {
  const redis = await startRedisServer();
  const words = ['--redis', redis.url, '--threads', String(threads)];
  const fleet = await startWorkerFleet({ workers: 1, words });
  const buffers = createSharedBuffers();
  const queue = await createBullMqQueue({
    takeMatrix: buffers.take,
    redis: { url: redis.url },
    prefix: 'enkit',
    context: contextOf(network),
    fingerprint: numericFingerprint(),
    evaluateLocally: () => Promise.reject(new Error('a member gave different results')),
    onNotice: ({ kind }) => kind.startsWith('worker-') || process.stderr.write(`notice: ${kind}\n`),
  });
  const close = async (): Promise<void> => {
    await queue.close();
    await fleet.stop();
    await redis.stop();
  };
  return { queue, buffers, close };
}
