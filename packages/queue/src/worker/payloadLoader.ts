/** Reads what a job refers to, never more bytes than the job says, and keeps what is the same for many jobs. */
import {
  EnkitError,
  type EvaluationContext,
  type JobData,
  type ParsedJob,
  type PayloadReference,
  predictedColumns,
} from '@enkit/contracts';
import type { AnyMatrix } from '@enkit/numerics';
import type { Redis } from 'ioredis';
import {
  blobBytes,
  type BlobShape,
  blobType,
  decodeIntegers,
  takeFloats,
  viewFloats,
  viewSingles,
} from '../data/blob.ts';
import { checkContextBytes, decodeContext } from '../data/contextBlob.ts';
import type { TrafficCounter } from '../data/traffic.ts';
import type { BatchJob } from '../evaluateBatch.ts';
import { batchKey } from '../scheduler/state.ts';
import { requestKeys, runKeys } from '../redis/keys.ts';

/** Runs that a worker serves in turn without reading their points again. */
const KEPT_CONTEXTS = 4;
const KEPT_INDICES = 4;

/** The newest `most` values by key; a value that fails is forgotten. */
function createCache<T>(most: number) {
  const entries = new Map<string, Promise<T>>();
  return (key: string, make: () => Promise<T>): Promise<T> => {
    const value = entries.get(key) ?? make();
    entries.delete(key);
    entries.set(key, value);
    value.catch(() => entries.delete(key));
    for (const oldest of entries.keys()) if (entries.size > most) entries.delete(oldest);
    return value;
  };
}

function refuse(expected: string, got: string): never {
  throw new EnkitError('JOB_SCHEMA', { expected, got });
}

/** Throws PAYLOAD_MISSING without any bytes, PAYLOAD_CHECKSUM with another number of them. */
function checkLength(got: number, bytes: number): void {
  if (got === bytes) return;
  const code = got === 0 ? 'PAYLOAD_MISSING' : 'PAYLOAD_CHECKSUM';
  throw new EnkitError(code, { expected: `${bytes} bytes of parameters`, got: `${got} bytes` });
}

function checkKeys(prefix: string, data: JobData): void {
  const own = requestKeys(prefix, data.run, data.epoch, data);
  const expected: [string, string | undefined][] = [
    [own.parameters, data.parameters.key],
    [runKeys(prefix, data.run).context(data.context.sha256), data.context.key],
    [own.points, data.pointIndices?.key ?? own.points],
  ];
  for (const [right, got] of expected) if (got !== right) refuse(`the key ${right}`, `${got}`.slice(0, 200));
}

function checkContext(context: EvaluationContext, data: JobData, pointIndices: Uint32Array | undefined): void {
  if (context.run !== data.run || context.seed !== data.seed)
    refuse(`the context of run ${data.run} with seed ${data.seed}`, `that of run ${context.run}, seed ${context.seed}`);
  const columns = predictedColumns(context, { pointSet: data.pointSet, ...(pointIndices && { pointIndices }) });
  if (columns !== data.outputs) refuse(`${columns} predictions a member`, `${data.outputs}`);
}

export interface PayloadLoader {
  /** Context, members and parameters of a job. Throws PAYLOAD_* and JOB_SCHEMA; nothing of an unchecked size is allocated. */
  load(job: ParsedJob): Promise<BatchJob>;
}

export function createPayloadLoader(redis: Redis, prefix: string, traffic: TrafficCounter): PayloadLoader {
  const contexts = createCache<EvaluationContext>(KEPT_CONTEXTS);
  const indices = createCache<Uint32Array>(KEPT_INDICES);

  /** At most one byte more than expected is read, enough to see that a value is too long. */
  const readBytes = async (key: string, bytes: number): Promise<Buffer> => {
    const value = await redis.getrangeBuffer(key, 0, bytes);
    traffic.received(value.length);
    if (value.length === 0)
      throw new EnkitError('PAYLOAD_MISSING', { expected: `${bytes} bytes under ${key}`, got: 'none' });
    return value;
  };
  const readContext = ({ key, sha256, bytes }: JobData['context']) => {
    checkContextBytes(bytes);
    return contexts(sha256, async () => decodeContext(await readBytes(key, bytes), sha256));
  };
  const readIndices = (run: string, { key, checksum, rows, columns }: PayloadReference) =>
    indices(checksum, async () => {
      const shape: BlobShape = { run, type: 'uint32', rows, columns };
      return decodeIntegers(await readBytes(key, blobBytes(shape)), shape, checksum);
    });
  const readParameters = async ({ run, first, count, parameters, precision }: JobData) => {
    const { key, checksum, rows, columns } = parameters;
    const shape: BlobShape = { run, type: blobType(precision), rows, columns };
    const batch = batchKey({ first, count });
    // Its length first: a value that is too long is never read. A script would copy the value twice more.
    checkLength(await redis.hstrlen(key, batch), blobBytes(shape));
    const blob = (await redis.hgetBuffer(key, batch)) ?? Buffer.alloc(0);
    checkLength(blob.length, blobBytes(shape));
    traffic.received(blob.length);
    const data = (precision === 'single' ? viewSingles : viewFloats)(blob, shape, checksum);
    return { rows, columns, data } as AnyMatrix;
  };

  return {
    load: async ({ data, members }) => {
      checkKeys(prefix, data);
      const context = await readContext(data.context);
      const pointIndices = data.pointIndices && (await readIndices(data.run, data.pointIndices));
      checkContext(context, data, pointIndices);
      const parameters = await readParameters(data);
      const { step, purpose, pointSet } = data;
      const request = { step, purpose, pointSet, members, parameters, ...(pointIndices && { pointIndices }) };
      const shape = { type: 'float64', rows: data.count, columns: data.outputs } as const;
      const space = takeFloats(shape);
      return { context, request, ...(space && { into: { rows: shape.rows, columns: shape.columns, data: space } }) };
    },
  };
}
