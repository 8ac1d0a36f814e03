/** The `data` section: what is learned from, and what the result is tested on. */
import { z } from 'zod';
import { countSchema, fractionSchema, nonNegativeSchema, positiveSchema, seedSchema } from './primitives.ts';

/** A built-in regression, its training points drawn uniformly over the domain; tested on a noise-free grid. */
const generatedData = {
  count: countSchema.default(100).describe('training points'),
  noise: nonNegativeSchema.default(0).describe('standard deviation of the Gaussian noise on the training targets'),
  seed: seedSchema.optional().describe('default: 10000 + ensemble.seed'),
  halfWidth: positiveSchema.optional().describe('half-width of the domain; the default depends on the function'),
  testPoints: countSchema.optional().describe('points per axis of the test grid; default 501 in 1-D, 41 in 2-D'),
};
const sineData = z.strictObject({ source: z.literal('sine'), ...generatedData });
const mexicanHatData = z.strictObject({
  source: z.literal('mexican-hat'),
  dimension: z.literal([1, 2]).default(1),
  ...generatedData,
});
const sincData = z.strictObject({
  source: z.literal('sinc'),
  dimension: z.literal([1, 2]).default(1),
  ...generatedData,
});

/** A sine observed one point at a time, whose truth may change while it is observed. */
const streamData = z.strictObject({
  source: z.literal('sine-stream'),
  change: z
    .enum(['static', 'drift', 'switch'])
    .describe('static; drift: the phase moves by pi over the stream; switch: sin becomes cos half way'),
  count: countSchema.default(2000).describe('observations in the stream'),
  noise: nonNegativeSchema.default(0.05),
  seed: seedSchema.optional(),
  testPoints: countSchema.optional(),
});

const columnSchema = z.union([
  z.string(),
  z.strictObject({
    column: z.string(),
    encode: z
      .enum(['number', 'one-hot', 'date', 'season'])
      .default('number')
      .describe('date: decimal year; season: sine and cosine of the year fraction'),
  }),
]);

const splitSchema = z.strictObject({
  test: fractionSchema.default(0.2).describe('share of the rows kept for the test'),
  order: z.enum(['random', 'last']).default('random').describe('last: the last rows in file order are the test'),
  seed: seedSchema.optional().describe('default: 10000 + ensemble.seed'),
});

const standardiseSchema = z.strictObject({
  inputs: z.boolean().default(true),
  outputs: z.boolean().default(true),
});

/** A table of the user's: CSV, JSON (an array of records) or NPY (a 2-D array; columns are named "0", "1", ...). */
const fileData = z.strictObject({
  source: z.literal('file'),
  file: z
    .string()
    .min(1)
    .describe('path relative to the experiment file, or npm:package/path for a file of an installed package'),
  inputs: z.array(columnSchema).min(1),
  outputs: z.array(z.string()).min(1),
  missing: z.enum(['error', 'drop']).default('error').describe('what to do with rows in which a used column is empty'),
  split: splitSchema.prefault({}),
  standardise: standardiseSchema.prefault({}),
  noise: nonNegativeSchema
    .optional()
    .describe('standard deviation of the observation noise in the outputs own units, if known'),
});

/** Observations of a forward model that needs no inputs: history matching, calibration. */
const observationData = z.strictObject({
  source: z.literal('observations'),
  values: z.array(z.number()).min(1).optional(),
  file: z.string().min(1).optional().describe('CSV with the named columns, instead of values'),
  column: z.string().default('value'),
});

export const dataSchema = z.discriminatedUnion('source', [
  sineData,
  mexicanHatData,
  sincData,
  streamData,
  fileData,
  observationData,
]);
export type DataSettings = z.infer<typeof dataSchema>;
export type FileDataSettings = z.infer<typeof fileData>;
