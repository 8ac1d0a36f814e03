/** The `method` section: which observations are assimilated in which step, with which alpha, until when. */
import { PRECISIONS } from '@enkit/numerics';
import { z } from 'zod';
import { alphaSchema } from './alpha.ts';
import { covarianceSchema } from './covariance.ts';
import { countSchema, fractionSchema, nonNegativeSchema, positiveSchema } from './primitives.ts';

const updateSchema = z
  .enum(['stochastic', 'transform'])
  .describe('stochastic: perturbed observations; transform: deterministic ensemble-transform (ETKF) update');

const precisionSchema = z
  .enum(PRECISIONS)
  .default('double')
  .describe(
    'of the increments of the parameters; single is up to twice as fast, and each step tells its rounding error',
  );

const observationErrorSchema = z
  .strictObject({
    sd: z
      .union([positiveSchema, z.array(positiveSchema).min(1).describe('a list of them, one per observation')])
      .optional()
      .describe('one standard deviation or one per observation; default data.noise, or 0.01 in standardised units'),
    covariance: covarianceSchema.optional().describe('full covariance, rows of an Nd x Nd matrix'),
    scale: positiveSchema.default(1).describe('factor k on the standard deviation: R becomes k^2 R'),
  })
  .prefault({})
  .describe('how far observations may lie from the truth: the covariance R');

const inflationSchema = z
  .strictObject({
    multiplicative: z
      .number()
      .min(1)
      .max(10)
      .default(1)
      .describe('factor on the anomalies after each step, capped at the prior standard deviation'),
    additive: nonNegativeSchema
      .default(0)
      .describe('standard deviation of fresh noise per step, as a share of the prior standard deviation'),
    relaxation: z.number().min(0).max(1).default(0).describe('relaxation to prior spread (RTPS)'),
  })
  .prefault({})
  .describe('keeps the spread from collapsing');

const enkfMethod = z.strictObject({
  type: z.literal('enkf').describe('online: each observation is assimilated once, as it arrives'),
  update: updateSchema.default('stochastic'),
  batch: countSchema.default(1).describe('points assimilated in one step'),
  order: z
    .enum(['random', 'given'])
    .optional()
    .describe('order in which the observations arrive; default given for a stream, random otherwise'),
  epochs: countSchema.default(1).describe('passes over the observations; the error variance is multiplied by it'),
  precision: precisionSchema,
  inflation: inflationSchema,
  observationError: observationErrorSchema,
});

const esMdaMethod = z.strictObject({
  type: z.literal('es-mda').describe('all observations in every step, their error inflated by alpha'),
  update: updateSchema.default('stochastic'),
  steps: countSchema
    .max(100_000)
    .optional()
    .describe('default 16; with a list its length; with adaptive the most allowed (default 1000)'),
  alpha: alphaSchema.default('constant').describe('constant, geometric, adaptive, or a list with sum 1/alpha = 1'),
  ratio: z.number().gt(1).default(1.6).describe('geometric: each alpha is the previous one divided by this'),
  precision: precisionSchema,
  observationError: observationErrorSchema,
});

const heldOutSchema = z.strictObject({
  fraction: fractionSchema.default(0.2).describe('share of the training points held out'),
  patience: countSchema.default(5).describe('steps without improvement before the best ensemble so far is kept'),
});

const stopSchema = z.strictObject({
  steps: countSchema.default(50).describe('at most this many steps'),
  inverseAlphaSum: positiveSchema.optional().describe('end when sum 1/alpha reaches this'),
  heldOut: heldOutSchema.optional().describe('end when points held out of the training are no longer fitted better'),
  discrepancy: positiveSchema
    .optional()
    .describe('end when the training RMSE of the prediction mean is below this many noise standard deviations'),
});

const ekiMethod = z.strictObject({
  type: z.literal('eki').describe('ensemble Kalman inversion: goes on past sum 1/alpha = 1, as an optimiser'),
  update: updateSchema.default('transform'),
  relaxation: positiveSchema
    .default(64)
    .describe(
      'factor f on the data-misfit controller step: 1/alpha = f max(Nd / (2 mean Phi), sqrt(Nd / (2 var Phi)))',
    ),
  batch: countSchema.optional().describe('points per step; default all'),
  stop: stopSchema.prefault({}).describe('when it ends; the first that is met'),
  precision: precisionSchema,
  inflation: inflationSchema,
  observationError: observationErrorSchema,
});

export const methodSchema = z
  .discriminatedUnion('type', [enkfMethod, esMdaMethod, ekiMethod])
  .describe('which observations are assimilated in which step, with which alpha, until when');
export type MethodSettings = z.infer<typeof methodSchema>;
export type EnkfSettings = z.infer<typeof enkfMethod>;
export type EsMdaSettings = z.infer<typeof esMdaMethod>;
export type EkiSettings = z.infer<typeof ekiMethod>;
export type ObservationErrorSettings = z.infer<typeof observationErrorSchema>;
export type InflationSettings = z.infer<typeof inflationSchema>;

/** The same settings without `type`, which `compare` gives as the key. */
export const comparedMethods = {
  enkf: enkfMethod.omit({ type: true }).optional().describe('ensemble Kalman filter'),
  'es-mda': esMdaMethod.omit({ type: true }).optional().describe('ES-MDA'),
  eki: ekiMethod.omit({ type: true }).optional().describe('ensemble Kalman inversion'),
};
