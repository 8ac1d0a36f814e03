/** An experiment: one YAML file from which a run follows to the last bit. */
import { BACKEND_NAMES } from '@enkit/numerics';
import { z } from 'zod';
import { compareSchema } from './compare.ts';
import { dataSchema } from './data.ts';
import { ensembleSchema } from './ensemble.ts';
import { methodSchema } from './method.ts';
import { modelSchema } from './model.ts';
import { countSchema, nameSchema, positiveSchema, textSchema } from './primitives.ts';

const queueSchema = z.strictObject({
  redis: z
    .string()
    .regex(/^rediss?:\/\/\S+$/, 'an address that begins with redis:// or rediss://')
    .describe('redis:// or rediss:// URL'),
  prefix: nameSchema.default('enkit').describe('first part of every key in Redis'),
  megabytesInFlight: z
    .int()
    .min(1)
    .max(1_048_576)
    .optional()
    .describe('most parameters and predictions in Redis at once, in MiB; default 256, at most 60 % of its maxmemory'),
});

/** More than any machine has cores for. */
export const MOST_THREADS = 1024;

export const evaluationSchema = z.strictObject({
  threads: z.int().min(1).max(MOST_THREADS).optional().describe('worker threads; default the cores available'),
  batch: countSchema
    .optional()
    .describe('members of a batch for one thread; default from the measured time of a member'),
  backend: z.enum(BACKEND_NAMES).optional().describe('default: wasm'),
  memoryLimitMegabytes: z
    .int()
    .min(16)
    .max(1_048_576)
    .optional()
    .describe('heap limit of a worker thread in MiB; default 2048'),
  timeLimitSeconds: positiveSchema
    .default(86_400)
    .describe(
      'hard limit of the evaluation of one member; once 20 members are known, 20 times their median (at least 10 s) if that is less',
    ),
  queue: queueSchema.optional().describe('evaluates on worker processes through Redis instead of in this process'),
});

export const outputsSchema = z.strictObject({
  directory: textSchema.default('runs').describe('folder that holds the run directories'),
  network: z
    .enum(['prediction-mean', 'parameter-mean', 'best-member'])
    .default('prediction-mean')
    .describe('which network the headline scores belong to; all three are reported'),
  monitorEvery: countSchema
    .optional()
    .describe(
      'steps between scores on the test data; by default 8 to 25 in a run, as many as cost no more than the run itself',
    ),
  report: z.boolean().default(true).describe('write the HTML report'),
});

/** A score that the experiment must reach; `npm run bench:quality` checks it over many seeds. */
const expectedSchema = z.strictObject({
  metric: textSchema.describe('dotted path in the result, such as rmse.test'),
  atMost: z.number().optional().describe('largest value that passes'),
  atLeast: z.number().optional().describe('smallest value that passes'),
});

export const experimentSchema = z.strictObject({
  name: nameSchema.describe('name of the experiment; run directories begin with it'),
  source: z.string().optional().describe('where the case comes from'),
  expected: z.array(expectedSchema).default([]).describe('scores that the experiment must reach'),
  data: dataSchema,
  model: modelSchema,
  method: methodSchema,
  compare: compareSchema,
  ensemble: ensembleSchema,
  evaluation: evaluationSchema.prefault({}).describe('where and how members are evaluated'),
  outputs: outputsSchema.prefault({}).describe('what is written, and where'),
});

/** As written by the user: defaults may be missing. */
export type ExperimentInput = z.input<typeof experimentSchema>;
/** With every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
export type EvaluationSettings = z.output<typeof evaluationSchema>;
export type OutputsSettings = z.output<typeof outputsSchema>;
