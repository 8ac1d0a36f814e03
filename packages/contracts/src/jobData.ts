/**
 * The job catalogue: what a job in the queue may say, and what a committed result may say about its members. Both
 * travel as JSON through a Redis that others may write to, so every field is checked and none is a path or code. Numbers
 * of the ensemble are never in it: a job refers to them by key, checksum and shape.
 */
import { PRECISIONS } from '@enkit/numerics';
import { z } from 'zod';
import { EnkitError } from './errors/enkitError.ts';
import { MEMBER_FAILURE_CODES } from './evaluation.ts';
import { countSchema, positiveSchema, seedSchema } from './experiment/primitives.ts';

/** Raised when a worker of the version before could misread a job. */
export const JOB_PROTOCOL = 3;

const MOST_MEMBERS = 1_000_000;
const nameSchema = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
const checksumSchema = z.string().regex(/^[0-9a-f]{32}$/);
const keySchema = z.string().min(1).max(400);
const sizeSchema = z.int().min(0).max(0xffffffff);

/** Numbers in Redis: where they are, their checksum, and their shape. */
const referenceSchema = z.strictObject({
  key: keySchema,
  checksum: checksumSchema,
  rows: sizeSchema,
  columns: sizeSchema,
});
const contextReferenceSchema = z.strictObject({ key: keySchema, sha256: digestSchema, bytes: sizeSchema });

/** Member ids as runs [first id, how many], ascending. */
const memberRunSchema = z.tuple([z.int().min(0).max(0xffffffff), z.int().min(1).max(MOST_MEMBERS)]);

export const jobDataSchema = z.strictObject({
  protocol: z.literal(JOB_PROTOCOL),
  run: nameSchema,
  /** Fencing token of the coordinator. */
  epoch: z.int().min(1),
  step: z.int().min(0),
  purpose: nameSchema,
  attempt: countSchema,
  /** First row and number of rows of the request. */
  first: z.int().min(0).max(0xffffffff),
  count: z.int().min(1).max(MOST_MEMBERS),
  members: z.array(memberRunSchema).min(1).max(MOST_MEMBERS),
  /** Runs while nothing else runs in its worker process. */
  alone: z.boolean(),
  /** Starts that may be left over before the batch is refused as poison. */
  strikes: z.int().min(1).max(100),
  seed: seedSchema,
  pointSet: z.string().min(1).max(200),
  /** Predicted values of a member, Nd. */
  outputs: sizeSchema,
  timeLimitSeconds: positiveSchema,
  /** Hash of the bits that the mathematical functions give on the coordinator. */
  fingerprint: z.string().max(200),
  context: contextReferenceSchema,
  parameters: referenceSchema,
  /** Of the parameters. */
  precision: z.enum(PRECISIONS),
  pointIndices: referenceSchema.optional(),
});

/** One batch of members to be evaluated. */
export type JobData = z.infer<typeof jobDataSchema>;
export type PayloadReference = z.infer<typeof referenceSchema>;

const failureSchema = z.tuple([z.int().min(0), z.enum(MEMBER_FAILURE_CODES), z.string().max(500)]);

/** What a worker says about a batch beside its predictions; failures as [row in the batch, code, message]. */
export const batchReportSchema = z.strictObject({
  node: z.string().max(200),
  seconds: z.number().min(0),
  failures: z.array(failureSchema).max(MOST_MEMBERS),
});
export type BatchReport = z.infer<typeof batchReportSchema>;

const describe = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message))
    .join('; ')
    .slice(0, 300);

function refuse(got: string): never {
  throw new EnkitError('JOB_SCHEMA', { expected: `the fields of job protocol ${JOB_PROTOCOL}`, got });
}

function checkProtocol(data: unknown): void {
  const protocol: unknown = typeof data === 'object' && data !== null ? Reflect.get(data, 'protocol') : undefined;
  if (typeof protocol === 'number' && Number.isInteger(protocol) && protocol > JOB_PROTOCOL)
    throw new EnkitError('JOB_PROTOCOL', { expected: `protocol ${JOB_PROTOCOL}`, got: String(protocol) });
}

/** The ids that the runs stand for; undefined unless they ascend and are exactly `count`. */
function expandRuns(runs: JobData['members'], count: number): Uint32Array | undefined {
  if (runs.reduce((sum, [, length]) => sum + length, 0) !== count) return undefined;
  const members = new Uint32Array(count);
  let row = 0;
  let next = 0;
  for (const [first, length] of runs) {
    if (first < next || first + length > 0x1_0000_0000) return undefined;
    for (let k = 0; k < length; k++) members[row++] = first + k;
    next = first + length;
  }
  return members;
}

/** Ascending ids as runs [first id, how many]. */
export function compactMembers(members: Uint32Array): JobData['members'] {
  const runs: [number, number][] = [];
  for (const member of members) {
    const last = runs.at(-1);
    if (last && member === last[0] + last[1]) last[1]++;
    else runs.push([member, 1]);
  }
  return runs;
}

export interface ParsedJob {
  readonly data: JobData;
  readonly members: Uint32Array;
}

/**
 * Checks job data of unknown origin. Throws JOB_PROTOCOL for a newer protocol and JOB_SCHEMA for anything else that is
 * not exactly a job, before anything of its size is allocated.
 */
export function parseJobData(data: unknown): ParsedJob {
  checkProtocol(data);
  const parsed = jobDataSchema.safeParse(data);
  if (!parsed.success) return refuse(describe(parsed.error));
  const { count, parameters } = parsed.data;
  if (parameters.rows !== count) refuse(`parameters of ${parameters.rows} members for ${count}`);
  const members = expandRuns(parsed.data.members, count);
  return members ? { data: parsed.data, members } : refuse(`member ids that are not ${count} ascending ones`);
}

/** Checks a report of unknown origin on a batch of `count` members. Throws RESULT_INDEX. */
export function parseBatchReport(text: string, count: number): BatchReport {
  const parsed = batchReportSchema.safeParse(parseJson(text));
  const got = parsed.success ? duplicateOrForeignRow(parsed.data, count) : describe(parsed.error);
  if (!parsed.success || got !== undefined)
    throw new EnkitError('RESULT_INDEX', { expected: `a report on ${count} members`, got });
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function duplicateOrForeignRow({ failures }: BatchReport, count: number): string | undefined {
  const seen = new Set<number>();
  for (const [row] of failures) {
    if (row >= count || seen.has(row)) return `row ${row}${seen.has(row) ? ' twice' : ''}`;
    seen.add(row);
  }
  return undefined;
}
