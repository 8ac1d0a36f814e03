/** An experiment: one YAML file from which a run follows to the last bit. */
import { BACKEND_NAMES } from '@enkit/numerics';
import { z } from 'zod';
import { dataSchema } from './data.ts';
import { ensembleSchema } from './ensemble.ts';
import { compareSchema, methodSchema } from './method.ts';
import { modelSchema } from './model.ts';
import { countSchema, positiveSchema } from './primitives.ts';

const queueSchema = z.strictObject({
  redis: z.string().min(1).describe('redis:// or rediss:// URL'),
  prefix: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .default('enkit'),
});

export const evaluationSchema = z.strictObject({
  threads: z.int().min(1).max(1024).optional().describe('worker threads; default the cores available'),
  batch: countSchema.optional().describe('members per batch; default from the measured time of a member'),
  backend: z.enum(BACKEND_NAMES).optional().describe('default: wasm'),
  timeLimitSeconds: positiveSchema.default(600).describe('hard limit of one member evaluation'),
  queue: queueSchema.optional(),
});

export const outputsSchema = z.strictObject({
  directory: z.string().min(1).default('runs').describe('folder that holds the run directories'),
  network: z
    .enum(['prediction-mean', 'parameter-mean', 'best-member'])
    .default('prediction-mean')
    .describe('which network the headline scores belong to; all three are reported'),
  monitorEvery: countSchema.optional().describe('steps between scores on the test data; default about 25 in a run'),
  report: z.boolean().default(true),
});

/** A score that the experiment must reach; `npm run bench:quality` checks it over many seeds. */
const expectedSchema = z.strictObject({
  metric: z.string().describe('dotted path in the result, such as rmse.test'),
  atMost: z.number().optional(),
  atLeast: z.number().optional(),
});

export const experimentSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/),
  source: z.string().optional().describe('where the case comes from'),
  expected: z.array(expectedSchema).default([]),
  data: dataSchema,
  model: modelSchema,
  method: methodSchema,
  compare: compareSchema.prefault({}),
  ensemble: ensembleSchema,
  evaluation: evaluationSchema.prefault({}),
  outputs: outputsSchema.prefault({}),
});

/** As written by the user: defaults may be missing. */
export type ExperimentInput = z.input<typeof experimentSchema>;
/** With every default filled in. */
export type Experiment = z.output<typeof experimentSchema>;
export type EvaluationSettings = z.output<typeof evaluationSchema>;
export type OutputsSettings = z.output<typeof outputsSchema>;
