/** Hands jobs to BullMQ: writes what they refer to, adds them, looks at them, and takes them off again. */
import {
  compactMembers,
  type EvaluationContext,
  type EvaluationRequest,
  JOB_PROTOCOL,
  type JobData,
  type PayloadReference,
} from '@enkit/contracts';
import { precisionOf } from '@enkit/numerics';
import type { Job, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { batchRequest } from '../batch/batchRequest.ts';
import { blobChecksum, blobInPieces, blobType, encodeBlob } from '../data/blob.ts';
import type { ContextBlob } from '../data/contextBlob.ts';
import type { TrafficCounter } from '../data/traffic.ts';
import { KEY_SECONDS } from '../queueSettings.ts';
import { sendBulk } from '../redis/bulkCommand.ts';
import type { RequestKeys } from '../redis/keys.ts';
import type { JobOrder, ObservedJob } from '../scheduler/messages.ts';

export interface JobPublisher {
  /** Writes context and chosen points; what is there already stays. Returns whether anything had been missing. */
  publishShared(): Promise<boolean>;
  add(orders: readonly JobOrder[]): Promise<void>;
  observe(jobs: readonly string[]): Promise<ObservedJob[]>;
  remove(jobs: readonly string[]): Promise<void>;
  /** Deletes the parameters of batches. */
  free(batches: readonly string[]): Promise<void>;
}

export interface PublisherOptions {
  readonly queue: Queue<JobData>;
  readonly commands: Redis;
  readonly data: Redis;
  readonly traffic: TrafficCounter;
  readonly keys: RequestKeys;
  readonly contextKey: string;
  readonly contextBlob: ContextBlob;
  readonly context: EvaluationContext;
  readonly request: EvaluationRequest;
  readonly epoch: number;
  /** Nd. */
  readonly outputs: number;
  readonly fingerprint: string;
}

interface SharedBlob {
  readonly key: string;
  readonly bytes: Buffer;
}

function encodePoints({ context, request, keys }: PublisherOptions): SharedBlob | undefined {
  const { pointIndices } = request;
  if (!pointIndices) return undefined;
  const shape = { run: context.run, type: 'uint32', rows: 1, columns: pointIndices.length } as const;
  return { key: keys.points, bytes: encodeBlob(shape, pointIndices) };
}

const CODED = /^([A-Z][A-Z0-9_]+): (.*)$/s;
/** BullMQ's own words when it gives a job up: it was started, or found without a worker, too often. */
const GIVEN_UP = /more than allowable limit/;

function observedJob(id: string, job: Job<JobData> | undefined): ObservedJob {
  if (!job) return { id, state: 'missing' };
  if (!job.finishedOn) return { id, state: job.processedOn ? 'active' : 'waiting' };
  if (!job.failedReason) return { id, state: 'completed' };
  const [, code, message] = CODED.exec(job.failedReason) ?? [];
  const fallback = GIVEN_UP.test(job.failedReason) ? 'WORKER_LOST' : 'WORKER_FAILED';
  return { id, state: 'failed', code: code ?? fallback, message: message ?? job.failedReason };
}

/** A publisher for one request. */
export function createJobPublisher(options: PublisherOptions): JobPublisher {
  const { queue, commands, data, traffic, keys, contextKey, contextBlob, context, request, epoch } = options;
  const points = encodePoints(options);
  const shared: SharedBlob[] = [{ key: contextKey, bytes: contextBlob.bytes }, ...(points ? [points] : [])];
  const pointIndices: PayloadReference | undefined = points && {
    key: points.key,
    checksum: blobChecksum(points.bytes),
    rows: 1,
    columns: request.pointIndices?.length ?? 0,
  };

  const encodeParameters = (order: JobOrder): { reference: PayloadReference; blob: readonly Uint8Array[] } => {
    const { parameters } = batchRequest(request, order);
    const { rows, columns } = parameters;
    const type = blobType(precisionOf(parameters));
    const blob = blobInPieces({ run: context.run, type, rows, columns }, parameters.data);
    return { reference: { key: keys.parameters, checksum: blobChecksum(blob[0]), rows, columns }, blob };
  };

  const jobData = (order: JobOrder, parameters: PayloadReference): JobData => ({
    protocol: JOB_PROTOCOL,
    run: context.run,
    epoch,
    step: request.step,
    purpose: request.purpose,
    attempt: order.attempt,
    first: order.first,
    count: order.count,
    members: compactMembers(batchRequest(request, order).members),
    alone: order.alone,
    strikes: order.strikes,
    seed: context.seed,
    pointSet: request.pointSet,
    outputs: options.outputs,
    timeLimitSeconds: context.timeLimitSeconds,
    fingerprint: options.fingerprint,
    context: { key: contextKey, sha256: contextBlob.sha256, bytes: contextBlob.bytes.length },
    parameters,
    precision: precisionOf(request.parameters),
    ...(pointIndices && { pointIndices }),
  });

  const writeShared = async ({ key, bytes }: SharedBlob): Promise<void> => {
    await data.set(key, bytes, 'EX', KEY_SECONDS);
    traffic.sent(bytes.length);
  };

  const writeParameters = async ({ batch }: JobOrder, blob: readonly Uint8Array[]): Promise<void> => {
    // One command a batch: Redis holds the arguments of a command beside the copy that it keeps.
    await sendBulk(data, 'hset', [keys.parameters, batch, blob]);
    traffic.sent(blob.reduce((sum, { length }) => sum + length, 0));
  };

  const addOne = async (order: JobOrder): Promise<void> => {
    const { reference, blob } = encodeParameters(order);
    await writeParameters(order, blob);
    await queue.addBulk([{ name: request.purpose, data: jobData(order, reference), opts: { jobId: order.id } }]);
  };

  return {
    publishShared: async () => {
      const there = await commands.exists(...shared.map(({ key }) => key));
      if (there < shared.length) await Promise.all(shared.map((blob) => writeShared(blob)));
      else await Promise.all(shared.map(({ key }) => commands.expire(key, KEY_SECONDS)));
      return there < shared.length;
    },
    add: async (orders) => {
      const adding: Promise<void>[] = [];
      for (const order of orders) {
        adding.push(addOne(order));
        // What was encoded is on its way while the next one is; a job begins as soon as its own parameters are there.
        await nextTurn();
      }
      await Promise.all(adding);
    },
    observe: (ids) => Promise.all(ids.map(async (id) => observedJob(id, await queue.getJob(id)))),
    remove: async (ids) => {
      await Promise.all(ids.map((id) => queue.remove(id)));
    },
    free: async (batches) => {
      await commands.hdel(keys.parameters, ...batches);
    },
  };
}
