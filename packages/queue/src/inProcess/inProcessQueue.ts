/** The member queue without a queue: batches go straight to an evaluate function of this process. */
import {
  EnkitError,
  type EvaluationContext,
  type EvaluationProgress,
  type EvaluationRequest,
  evaluationKind,
  type EvaluationResult,
  type MemberBatch,
  type MemberQueue,
  predictedColumns,
} from '@enkit/contracts';
import { createSharedMatrix } from '@enkit/numerics';
import { hostname } from 'node:os';
import { batchRequest } from '../batch/batchRequest.ts';
import { batchSize } from '../batch/batchSize.ts';
import { createMemberSeconds, type MemberSeconds } from '../batch/memberSeconds.ts';
import { batchRows, createResultAssembly, type TakeMatrix } from '../batch/resultAssembly.ts';
import type { EvaluateBatch } from '../evaluateBatch.ts';

export interface InProcessQueueOptions {
  readonly context: EvaluationContext;
  readonly evaluate: EvaluateBatch;
  /** Threads behind `evaluate`. They share a batch, and the next one is kept at hand. */
  readonly threads: number;
  /** Members per batch and thread; measured when absent. */
  readonly batch?: number | undefined;
  /** Gives the shared memory where predictions are to lie, Ne x Nd; default: fresh one. */
  readonly takeMatrix?: TakeMatrix | undefined;
  /** Releases the threads when the queue is closed. */
  readonly onClose?: () => Promise<void>;
}

const NODE = `${hostname()}:${process.pid}`;

type Report = (progress: EvaluationProgress) => void;

/** The one that the threads share, and the next. */
const BATCHES_IN_FLIGHT = 2;

/** Cuts the next batch from what remains of the request; undefined when nothing does. */
function createCutter(options: InProcessQueueOptions, total: number, secondsPerMember: () => number | undefined) {
  let next = 0;
  return (): MemberBatch | undefined => {
    const remaining = total - next;
    if (remaining === 0) return undefined;
    const { threads, batch: explicit } = options;
    const each = batchSize({ total, remaining, threads, secondsPerMember: secondsPerMember(), explicit });
    const count = Math.min(remaining, threads * each);
    next += count;
    return { first: next - count, count };
  };
}

/** Waits for all slots; when one fails, stops the others and rejects with the reason of the stop. */
async function allOrNone(slots: readonly Promise<void>[], abort: AbortController): Promise<void> {
  try {
    await Promise.all(slots);
  } catch (error) {
    if (!abort.signal.aborted) abort.abort(error);
    await Promise.allSettled(slots);
  }
  abort.signal.throwIfAborted();
}

/** Runs one evaluation: each slot takes batch after batch until none remain. */
async function evaluateAll(
  options: InProcessQueueOptions,
  request: EvaluationRequest,
  seconds: MemberSeconds,
  abort: AbortController,
  onProgress?: Report,
): Promise<EvaluationResult> {
  const { step, purpose, members } = request;
  const kind = evaluationKind(request);
  const { takeMatrix = createSharedMatrix } = options;
  const predicted = takeMatrix(members.length, predictedColumns(options.context, request));
  const assembly = createResultAssembly(members.length, predicted);
  const nextBatch = createCutter(options, members.length, () => seconds.get(kind));
  let freeSince = 0;
  const serve = async (): Promise<void> => {
    for (let batch = nextBatch(); batch && !abort.signal.aborted; batch = nextBatch()) {
      const started = performance.now();
      const into = batchRows(predicted, batch);
      const { context, threads } = options;
      const result = await options.evaluate(
        { context, request: batchRequest(request, batch), into, threads },
        abort.signal,
      );
      const now = performance.now();
      // The batch that was kept at hand has waited for the one before. Of one that is over in a fraction of a millisecond, as fewer
      // threads may have shared it, this is more than a member took; such batches are whole requests, or the ends of them.
      seconds.record(kind, ((now - Math.max(started, freeSince)) / 1000) * threads, batch.count);
      freeSince = now;
      assembly.add(batch, result);
      const { done, failed } = assembly;
      onProgress?.({ step, purpose, done, failed, total: members.length, node: NODE });
    }
  };
  await allOrNone(Array.from({ length: BATCHES_IN_FLIGHT }, serve), abort);
  return assembly.result();
}

/**
 * A member queue on the threads of this process. Results are in the order of the request's members and do not depend on
 * the batch size or the number of threads. `evaluate` rejects with what the evaluate function rejected with, after the
 * other batches have stopped; after `close` it rejects with QUEUE_CLOSED.
 */
export function createInProcessQueue(options: InProcessQueueOptions): MemberQueue {
  const seconds = createMemberSeconds();
  const running = new Map<AbortController, Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const closing = async (): Promise<void> => {
    for (const abort of running.keys()) abort.abort(new EnkitError('QUEUE_CLOSED'));
    await Promise.allSettled(running.values());
    await options.onClose?.();
  };
  return {
    kind: 'in-process',
    epoch: 0,
    threads: () => options.threads,
    async evaluate(request, onProgress) {
      if (closed) throw new EnkitError('QUEUE_CLOSED');
      const abort = new AbortController();
      const evaluation = evaluateAll(options, request, seconds, abort, onProgress);
      running.set(abort, evaluation);
      return evaluation.finally(() => running.delete(abort));
    },
    close: () => (closed ??= closing()),
  };
}
