import type { EvaluationRequest } from '@enkit/contracts';
import { expect, it } from 'vitest';
import type { EvaluateBatch } from '../evaluateBatch.ts';
import { describeMemberQueue } from '../testSupport/memberQueueConformance.ts';
import { evaluateTiny, evaluateTinySlowly, tinyContext, tinyRequest } from '../testSupport/tinyModel.ts';
import { createInProcessQueue } from './inProcessQueue.ts';

describeMemberQueue('the in-process queue', async (context, batch) => {
  const queue = createInProcessQueue({ context, batch, threads: 2, evaluate: evaluateTinySlowly });
  return { queue, stop: () => queue.close() };
});

const queueOf = (evaluate: EvaluateBatch, onClose?: () => Promise<void>) =>
  createInProcessQueue({ context: tinyContext(), threads: 2, batch: 2, evaluate, ...(onClose && { onClose }) });

const hanging: EvaluateBatch = (_, signal) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped')));
  });

it('that threads share a batch, and no more than the next one is in flight', async () => {
  let open = 0;
  let most = 0;
  const queue = queueOf(async (job, signal) => {
    expect([job.threads, job.request.members.length]).toEqual([2, 4]);
    most = Math.max(most, ++open);
    const result = await evaluateTinySlowly(job, signal);
    open--;
    return result;
  });
  await queue.evaluate(tinyRequest(40));
  expect(most).toBe(2);
});

it('that predictions which are written where the result lies are the result, without a copy', async () => {
  const buffers = new Set<ArrayBufferLike>();
  const queue = queueOf(async (job) => {
    if (!job.into) throw new Error('the in-process queue gives a place for the predictions');
    const { predicted, outcomes } = evaluateTiny(job);
    job.into.data.set(predicted.data);
    buffers.add(job.into.data.buffer);
    return { predicted: job.into, outcomes };
  });
  const { predicted } = await queue.evaluate(tinyRequest(11));
  expect(predicted).toEqual(evaluateTiny({ context: tinyContext(), request: tinyRequest(11) }).predicted);
  expect([...buffers]).toEqual([predicted.data.buffer]);
});

it('that the error of a batch is the error of the evaluation, and the other batches are stopped', async () => {
  let stopped = 0;
  const queue = queueOf(async (job, signal) => {
    if (job.request.members[0] === 10) throw new Error('no thread left');
    return hanging(job, signal).finally(() => stopped++);
  });
  await expect(queue.evaluate(tinyRequest(40))).rejects.toThrow('no thread left');
  expect(stopped).toBe(1);
});

it('that close stops what runs with QUEUE_CLOSED before it releases the threads', async () => {
  const order: string[] = [];
  const queue = queueOf(
    (job, signal) => hanging(job, signal).finally(() => order.push('stopped')),
    async () => void order.push('released'),
  );
  const evaluation = queue.evaluate(tinyRequest(2));
  const closing = queue.close();
  await expect(evaluation).rejects.toMatchObject({ code: 'QUEUE_CLOSED' });
  await closing;
  expect(order).toEqual(['stopped', 'released']);
});

it.each([
  ['too few rows', (request: EvaluationRequest) => tinyRequest(request.members.length - 1)],
  ['other columns', (request: EvaluationRequest) => ({ ...request, pointIndices: Uint32Array.of(0) })],
])('that a batch with %s is refused with RESULT_SHAPE', async (_, change) => {
  const queue = queueOf(async ({ context, request }) => {
    const wrong = request.members[0] === 10 ? request : change(request);
    return evaluateTiny({ context, request: wrong });
  });
  await expect(queue.evaluate(tinyRequest(8))).rejects.toMatchObject({ code: 'RESULT_SHAPE' });
});
