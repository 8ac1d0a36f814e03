/** The results of one request in Redis, as the coordinator handles them. */
import { EnkitError, type MemberBatch } from '@enkit/contracts';
import type { Redis } from 'ioredis';
import { KEY_SECONDS } from '../queueSettings.ts';
import type { RequestKeys, RunKeys } from '../redis/keys.ts';
import { runScript } from '../redis/scripts.ts';
import { decodeResult, type DecodedResult } from './batchResult.ts';
import { blobBytes, type BlobShape } from './blob.ts';
import type { TrafficCounter } from './traffic.ts';

export interface ResultStore {
  /** Opens the request, or finds it open. 'STALE': the epoch in Redis is not ours. */
  open(): Promise<'OPEN' | 'NEW' | 'STALE'>;
  /** Of these batches, those with a committed result; and all batches with conflicting ones. */
  survey(batches: readonly string[]): Promise<{ committed: string[]; conflicts: string[] }>;
  /** The result of a batch; undefined when there is none. Its predictions lie in `bytes`. Errors as `decodeResult`. */
  read(key: string, batch: MemberBatch): Promise<StoredResult | undefined>;
  /** Frees the memory of results that were taken over; their digests stay, to know duplicates and conflicts. */
  free(keys: readonly string[]): Promise<void>;
  /** Forgets a result, so that another one can be committed. */
  erase(key: string): Promise<void>;
  /** Ends the request: nothing can be committed any more. */
  close(): Promise<void>;
}

export interface StoredResult {
  readonly digest: string;
  readonly result: DecodedResult;
  readonly bytes: Buffer;
}

export interface ResultStoreOptions {
  readonly commands: Redis;
  /** Connection for bulk data. */
  readonly data: Redis;
  readonly traffic: TrafficCounter;
  readonly runKeys: RunKeys;
  readonly requestKeys: RequestKeys;
  readonly epoch: number;
  readonly run: string;
  /** Predicted values of a member, Nd. */
  readonly columns: number;
}

const BYTES_OF_FAILURE = 700;

/** Nothing; or the digest, the outcomes or their bytes where there are too many, and the bytes of the predictions. */
type ReadReply = readonly [] | readonly [digest: string, report: string | number, predicted: number];

function refuseLength(bytes: number, predicted: number, outcomes: number): never {
  const got = `${predicted}, and ${outcomes} of outcomes`;
  throw new EnkitError('PAYLOAD_CHECKSUM', { expected: `${bytes} bytes of predictions`, got });
}

const splitList = (list: string | null): string[] => list?.split(',').filter(Boolean) ?? [];

export function createResultStore(options: ResultStoreOptions): ResultStore {
  const { commands, data, traffic, runKeys, requestKeys, epoch, run, columns } = options;
  const { results, predictions } = requestKeys;
  return {
    open: async () =>
      (await runScript(
        commands,
        'requestOpen',
        [runKeys.epoch, results, runKeys.requests, requestKeys.parameters],
        [epoch, requestKeys.name, KEY_SECONDS],
      )) as 'OPEN' | 'NEW' | 'STALE',
    survey: async (batches) => {
      const fields = batches.map((batch) => `${batch}:digest`);
      const [conflicts, ...digests] = await commands.hmget(results, 'conflicts', ...fields);
      return { committed: batches.filter((_, k) => digests[k] !== null), conflicts: splitList(conflicts) };
    },
    read: async (key, { count }) => {
      const shape: BlobShape = { run, type: 'float64', rows: count, columns };
      const values = [key, blobBytes(shape), 1000 + count * BYTES_OF_FAILURE];
      const reply = (await runScript(commands, 'resultRead', [results, predictions(key)], values)) as ReadReply;
      if (reply.length === 0) return undefined;
      const [digest, report, length] = reply;
      if (typeof report !== 'string') return refuseLength(blobBytes(shape), length, report);
      // Not by the script, which would copy it twice more.
      const bytes = (await data.getBuffer(predictions(key))) ?? Buffer.alloc(0);
      traffic.received(report.length + bytes.length);
      return { digest, result: decodeResult(shape, digest, report, bytes), bytes };
    },
    free: async (keys) => {
      await Promise.all([
        commands.unlink(...keys.map(predictions)),
        commands.hdel(results, ...keys.map((key) => `${key}:outcomes`)),
      ]);
    },
    erase: async (key) => {
      // Its predictions first: as long as there is a digest, nothing can take their place.
      await Promise.all([
        commands.unlink(predictions(key)),
        commands.hdel(results, `${key}:digest`, `${key}:outcomes`),
      ]);
    },
    close: () => clearRequest(commands, runKeys, requestKeys),
  };
}

/** Takes all data of a request out of Redis. */
export async function clearRequest(redis: Redis, run: RunKeys, request: RequestKeys): Promise<void> {
  const { name, results, parameters, points } = request;
  await runScript(redis, 'requestClose', [run.requests, results, parameters, points], [name]);
}
