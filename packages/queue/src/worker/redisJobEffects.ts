/** What `processJob` needs, on a real Redis. */
import { EnkitError, type EvaluationResult, type ParsedJob } from '@enkit/contracts';
import type { Redis } from 'ioredis';
import { type EncodedResult, encodeResult } from '../data/batchResult.ts';
import type { BlobShape } from '../data/blob.ts';
import { releaseBytes } from '../data/bulkMemory.ts';
import type { TrafficCounter } from '../data/traffic.ts';
import type { BatchJob, EvaluateBatch } from '../evaluateBatch.ts';
import { KEY_SECONDS } from '../queueSettings.ts';
import { sendBulk } from '../redis/bulkCommand.ts';
import { requestKeys, runKeys } from '../redis/keys.ts';
import { runScript } from '../redis/scripts.ts';
import { batchKey } from '../scheduler/state.ts';
import type { PayloadLoader } from './payloadLoader.ts';
import type { BeginAnswer, CommitAnswer, JobEffects } from './processJob.ts';

export interface RedisJobEffectsOptions {
  readonly commands: Redis;
  /** Connection for bulk data. */
  readonly data: Redis;
  readonly prefix: string;
  readonly loader: PayloadLoader;
  readonly evaluate: EvaluateBatch;
  readonly node: string;
  readonly job: ParsedJob;
  /** Different for every run of the job. */
  readonly token: string;
  readonly traffic: TrafficCounter;
  /** Told the answer to the result. */
  readonly onOffered: (answer: CommitAnswer) => void;
}

/** For how long predictions wait for their commit, which comes with them. */
const OFFER_SECONDS = 60;

/** Rejects when the signal aborts, even if the evaluation never settles. */
async function heeding<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(() => undefined);
  }
}

export function createRedisJobEffects(options: RedisJobEffectsOptions): JobEffects<BatchJob, EvaluationResult> {
  const { commands, data: dataConnection, prefix, loader, evaluate, node, job, token, traffic, onOffered } = options;
  const { data } = job;
  const { results, offered, predictions } = requestKeys(prefix, data.run, data.epoch, data);
  const { epoch } = runKeys(prefix, data.run);
  const batch = batchKey(data);
  const starts = data.alone ? 'alone' : 'starts';
  const shape: BlobShape = { run: data.run, type: 'float64', rows: data.count, columns: data.outputs };
  /** Sends predictions and commit in one go: the connection keeps their order. */
  const offer = async ({ digest, report, predicted }: EncodedResult): Promise<CommitAnswer> => {
    const key = offered(batch, token);
    const values = [data.epoch, batch, digest, report, starts, token, KEY_SECONDS];
    const [, answer] = await Promise.all([
      sendBulk(dataConnection, 'set', [key, [predicted], 'EX', OFFER_SECONDS]),
      runScript(dataConnection, 'resultCommit', [epoch, results, key, predictions(batch)], values),
    ]);
    if (answer === 'LOST')
      throw new EnkitError('PAYLOAD_MISSING', { expected: `${predicted.length} bytes under ${key}`, got: 'none' });
    return (answer as string).toLowerCase() as CommitAnswer;
  };
  let startedAt = 0;
  return {
    begin: async () => {
      const values = [data.epoch, batch, starts, token, data.strikes];
      const answer = (await runScript(commands, 'jobBegin', [epoch, results], values)) as string;
      return answer.toLowerCase() as BeginAnswer;
    },
    load: () => loader.load(job),
    evaluate: async (work, signal) => {
      signal.throwIfAborted();
      startedAt = performance.now();
      const result = await heeding(evaluate(work, signal), signal);
      // Of an evaluation that failed, a thread may still read them.
      releaseBytes(work.request.parameters.data);
      return result;
    },
    commit: async (result) => {
      const seconds = (performance.now() - startedAt) / 1000;
      const encoded = encodeResult(shape, result, node, seconds);
      const answer = await offer(encoded);
      traffic.sent(encoded.report.length + encoded.predicted.length);
      releaseBytes(encoded.predicted);
      onOffered(answer);
      return answer;
    },
    end: async () => {
      await runScript(commands, 'jobEnd', [results], [batch, starts, token]);
    },
  };
}
