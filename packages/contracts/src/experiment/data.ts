/** The `data` section: what is learned from, and what the result is tested on. */
import { z } from 'zod';
import {
  countSchema,
  fractionSchema,
  nonNegativeSchema,
  positiveSchema,
  seedSchema,
  textSchema,
} from './primitives.ts';

const dataSeedSchema = seedSchema.optional().describe('default: 10000 + ensemble.seed');

/** A built-in regression, its training points drawn uniformly over the domain; tested on a noise-free grid. */
const generatedData = {
  count: countSchema.optional().describe('training points; default 100 in 1-D, 400 in 2-D'),
  noise: nonNegativeSchema.default(0).describe('standard deviation of the Gaussian noise on the training targets'),
  seed: dataSeedSchema,
  halfWidth: positiveSchema.optional().describe('half-width of the domain; the default depends on the function'),
  testPoints: countSchema.optional().describe('points per axis of the test grid; default 501 in 1-D, 41 in 2-D'),
};
const dimensionSchema = z.literal([1, 2]).default(1).describe('number of inputs');
const sineData = z.strictObject({ source: z.literal('sine').describe('sin x on [-pi, pi]'), ...generatedData });
const mexicanHatData = z.strictObject({
  source: z.literal('mexican-hat').describe('(1 - r^2) exp(-r^2 / 2)'),
  dimension: dimensionSchema,
  ...generatedData,
});
const sincData = z.strictObject({
  source: z.literal('sinc').describe('sin r / r'),
  dimension: dimensionSchema,
  ...generatedData,
});

/** A sine observed one point at a time, whose truth may change while it is observed. */
const streamData = z.strictObject({
  source: z.literal('sine-stream').describe('a sine observed point by point'),
  change: z
    .enum(['static', 'drift', 'switch'])
    .describe('static; drift: the phase moves by pi over the stream; switch: sin becomes cos half way'),
  count: countSchema.default(2000).describe('observations in the stream'),
  noise: nonNegativeSchema.default(0.05).describe('standard deviation of the noise on the observations'),
  seed: dataSeedSchema,
  testPoints: countSchema.optional().describe('points of the test grid; default 501'),
});

const columnSchema = z.union([
  textSchema.describe('name of a column of numbers'),
  z.strictObject({
    column: textSchema.describe('name of the column'),
    encode: z
      .enum(['number', 'one-hot', 'date', 'season'])
      .default('number')
      .describe('date: decimal year; season: sine and cosine of the year fraction'),
  }),
]);

const splitSchema = z.strictObject({
  test: fractionSchema.default(0.2).describe('share of the rows kept for the test'),
  order: z.enum(['random', 'last']).default('random').describe('last: the last rows in file order are the test'),
  seed: dataSeedSchema,
});

const standardiseSchema = z.strictObject({
  inputs: z.boolean().default(true).describe('scale the inputs to mean 0 and variance 1 over the training rows'),
  outputs: z.boolean().default(true).describe('the same for the outputs; scores are given in their own units'),
});

/** A table of the user's: CSV, JSON (an array of records) or NPY (a 2-D array; columns are named "0", "1", ...). */
const fileData = z.strictObject({
  source: z.literal('file').describe('a table of yours: CSV, JSON or NPY'),
  file: textSchema.describe(
    'path relative to the experiment file, or npm:package/path for a file of an installed package',
  ),
  inputs: z.array(columnSchema).min(1).describe('columns that the model sees'),
  outputs: z.array(textSchema).min(1).describe('columns that it must predict'),
  missing: z.enum(['error', 'drop']).default('error').describe('what to do with rows in which a used column is empty'),
  split: splitSchema.prefault({}).describe('which rows are kept for the test'),
  standardise: standardiseSchema.prefault({}).describe('scaling of the columns'),
  noise: nonNegativeSchema
    .optional()
    .describe('standard deviation of the observation noise in the own units of the outputs, if known'),
});

/** Observations of a forward model that needs no inputs: history matching, calibration. */
const observationData = z.strictObject({
  source: z.literal('observations').describe('observations of a model that needs no inputs'),
  values: z.array(z.number()).min(1).optional().describe('the observations d, in the order the model predicts them'),
  file: textSchema.optional().describe('CSV with the named column, instead of values'),
  column: textSchema.default('value').describe('column of the file'),
});

export const dataSchema = z
  .discriminatedUnion('source', [sineData, mexicanHatData, sincData, streamData, fileData, observationData])
  .describe('what is learned from, and what the result is tested on');
export type DataSettings = z.infer<typeof dataSchema>;
export type FileDataSettings = z.infer<typeof fileData>;
