/** The `method` section: which observations are assimilated in which step, with which alpha, until when. */
import { z } from 'zod';
import { countSchema, fractionSchema, nonNegativeSchema, positiveSchema } from './primitives.ts';

const updateSchema = z
  .enum(['stochastic', 'transform'])
  .describe('stochastic: perturbed observations; transform: deterministic ensemble-transform (ETKF) update');

const observationErrorSchema = z.strictObject({
  sd: z
    .union([positiveSchema, z.array(positiveSchema).min(1)])
    .optional()
    .describe('one standard deviation or one per observation; default data.noise'),
  covariance: z.array(z.array(z.number())).min(1).optional().describe('full covariance, rows of an Nd x Nd matrix'),
  scale: positiveSchema.default(1).describe('factor k on the standard deviation: R becomes k^2 R'),
});

const inflationSchema = z.strictObject({
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
});

const enkfMethod = z.strictObject({
  type: z.literal('enkf'),
  update: updateSchema.default('stochastic'),
  batch: countSchema.default(1).describe('points assimilated in one step'),
  order: z.enum(['random', 'given']).default('random').describe('order in which the observations arrive'),
  epochs: countSchema.default(1).describe('passes over the observations; the error variance is multiplied by it'),
  inflation: inflationSchema.prefault({}),
  observationError: observationErrorSchema.prefault({}),
});

const alphaSchema = z.union([
  z
    .enum(['constant', 'geometric', 'adaptive'])
    .describe('adaptive: by the data-misfit controller, which ends by itself'),
  z.array(positiveSchema).min(1).describe('a list with sum 1/alpha = 1'),
]);

const esMdaMethod = z.strictObject({
  type: z.literal('es-mda'),
  update: updateSchema.default('stochastic'),
  steps: countSchema
    .max(100_000)
    .optional()
    .describe('default 16; with a list its length; with adaptive the most allowed (default 1000)'),
  alpha: alphaSchema.default('constant'),
  ratio: z.number().gt(1).default(1.6).describe('geometric: each alpha is the previous one divided by this'),
  observationError: observationErrorSchema.prefault({}),
});

const heldOutSchema = z.strictObject({
  fraction: fractionSchema.default(0.2),
  patience: countSchema.default(5).describe('steps without improvement before the best ensemble so far is kept'),
});

const ekiMethod = z.strictObject({
  type: z.literal('eki'),
  update: updateSchema.default('transform'),
  relaxation: positiveSchema
    .default(64)
    .describe(
      'factor f on the data-misfit controller step: 1/alpha = f max(Nd / (2 mean Phi), sqrt(Nd / (2 var Phi)))',
    ),
  batch: countSchema.optional().describe('points per step; default all'),
  stop: z
    .strictObject({
      steps: countSchema.default(50),
      inverseAlphaSum: positiveSchema.optional().describe('end when sum 1/alpha reaches this'),
      heldOut: heldOutSchema.optional(),
      discrepancy: positiveSchema
        .optional()
        .describe('end when the training RMSE of the prediction mean is below this many noise standard deviations'),
    })
    .prefault({}),
  inflation: inflationSchema.prefault({}),
  observationError: observationErrorSchema.prefault({}),
});

export const methodSchema = z.discriminatedUnion('type', [enkfMethod, esMdaMethod, ekiMethod]);
export type MethodSettings = z.infer<typeof methodSchema>;
export type EnkfSettings = z.infer<typeof enkfMethod>;
export type EsMdaSettings = z.infer<typeof esMdaMethod>;
export type EkiSettings = z.infer<typeof ekiMethod>;
export type ObservationErrorSettings = z.infer<typeof observationErrorSchema>;
export type InflationSettings = z.infer<typeof inflationSchema>;

/** Gradient methods, for comparison only. */
const learningRate = positiveSchema;
const gradientDescent = z.strictObject({
  type: z.literal('gradient-descent'),
  learningRate: learningRate.default(0.01),
  epochs: countSchema.default(1000),
});
const momentum = z.strictObject({
  type: z.literal('momentum'),
  learningRate: learningRate.default(0.1),
  momentum: z.number().min(0).lt(1).default(0.9),
  epochs: countSchema.default(5000),
  batch: countSchema.optional(),
});
const adam = z.strictObject({
  type: z.literal('adam'),
  learningRate: learningRate.default(0.01),
  epochs: countSchema.default(5000),
  batch: countSchema.optional(),
  decay: z.enum(['none', 'cosine']).default('cosine'),
  l2: nonNegativeSchema.default(0),
});
const adamReplay = z.strictObject({
  type: z.literal('adam-replay'),
  learningRate: learningRate.default(0.01),
  window: countSchema.default(200),
  stepsPerObservation: countSchema.default(2),
  batch: countSchema.default(16),
});
const levenbergMarquardt = z.strictObject({
  type: z.literal('levenberg-marquardt'),
  iterations: countSchema.default(200),
  initialDamping: positiveSchema.default(1e-2),
});

/** The `compare` section: settings of the methods that `enkit compare` runs beside the experiment's own. */
export const compareSchema = z.strictObject({
  'gradient-descent': gradientDescent.omit({ type: true }).optional(),
  momentum: momentum.omit({ type: true }).optional(),
  adam: adam.omit({ type: true }).optional(),
  'adam-replay': adamReplay.omit({ type: true }).optional(),
  'levenberg-marquardt': levenbergMarquardt.omit({ type: true }).optional(),
  enkf: enkfMethod.omit({ type: true }).optional(),
  'es-mda': esMdaMethod.omit({ type: true }).optional(),
  eki: ekiMethod.omit({ type: true }).optional(),
});
export const baselineSchema = z.discriminatedUnion('type', [
  gradientDescent,
  momentum,
  adam,
  adamReplay,
  levenbergMarquardt,
]);
export type CompareSettings = z.infer<typeof compareSchema>;
export type BaselineSettings = z.infer<typeof baselineSchema>;
