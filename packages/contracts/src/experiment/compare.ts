/** The `compare` section: settings of the methods that `enkit compare` runs beside the experiment's own. */
import { z } from 'zod';
import { comparedMethods } from './method.ts';
import { countSchema, nonNegativeSchema, positiveSchema } from './primitives.ts';

const learningRateSchema = positiveSchema.describe('step along the negative gradient of the mean squared error');
const epochsSchema = countSchema.describe('passes over the training points');
const batchSchema = countSchema.optional().describe('training points per step; default all');

const gradientDescent = z.strictObject({
  type: z.literal('gradient-descent'),
  learningRate: learningRateSchema.default(0.01),
  epochs: epochsSchema.default(1000),
});
const momentum = z.strictObject({
  type: z.literal('momentum'),
  learningRate: learningRateSchema.default(0.1),
  momentum: z.number().min(0).lt(1).default(0.9).describe('share of the previous step that is kept'),
  epochs: epochsSchema.default(5000),
  batch: batchSchema,
});
const adam = z.strictObject({
  type: z.literal('adam'),
  learningRate: learningRateSchema.default(0.01),
  epochs: epochsSchema.default(5000),
  batch: batchSchema,
  decay: z.enum(['none', 'cosine']).default('cosine').describe('how the learning rate falls'),
  l2: nonNegativeSchema.default(0).describe('weight of the squared parameters in the loss'),
});
const adamReplay = z.strictObject({
  type: z.literal('adam-replay'),
  learningRate: learningRateSchema.default(0.01),
  window: countSchema.default(200).describe('most recent observations that are learned from'),
  stepsPerObservation: countSchema.default(2).describe('gradient steps after each observation'),
  batch: countSchema.default(16).describe('observations drawn from the window for a step'),
});
const levenbergMarquardt = z.strictObject({
  type: z.literal('levenberg-marquardt'),
  iterations: countSchema.default(200).describe('at most this many'),
  initialDamping: positiveSchema.default(1e-2).describe('first damping of the normal equations'),
});

export const compareSchema = z
  .strictObject({
    'gradient-descent': gradientDescent.omit({ type: true }).optional().describe('plain gradient descent'),
    momentum: momentum.omit({ type: true }).optional().describe('gradient descent with momentum'),
    adam: adam.omit({ type: true }).optional().describe('Adam'),
    'adam-replay': adamReplay.omit({ type: true }).optional().describe('online Adam over a window of observations'),
    'levenberg-marquardt': levenbergMarquardt.omit({ type: true }).optional().describe('Levenberg-Marquardt'),
    ...comparedMethods,
  })
  .prefault({})
  .describe('settings of the methods that `enkit compare` runs beside the own method of the experiment');

export const baselineSchema = z.discriminatedUnion('type', [
  gradientDescent,
  momentum,
  adam,
  adamReplay,
  levenbergMarquardt,
]);
export type CompareSettings = z.infer<typeof compareSchema>;
export type BaselineSettings = z.infer<typeof baselineSchema>;
