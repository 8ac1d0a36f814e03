/** The `ensemble` section: how many members, where they start, and what happens to those that fail. */
import { PRECISIONS } from '@enkit/numerics';
import { z } from 'zod';
import { nonNegativeSchema, positiveSchema, seedSchema } from './primitives.ts';

const priorSchema = z.strictObject({
  centre: nonNegativeSchema
    .default(1)
    .describe('scale c of the random centre shared by all members: theta_j = c theta_0 + s xi_j'),
  spread: positiveSchema.default(0.5).describe('scale s of the noise of each member'),
  scheme: z
    .enum(['glorot', 'he', 'lecun', 'unit'])
    .default('glorot')
    .describe('standard deviation of theta_0 and xi_j by layer'),
});

const failureSchema = z.strictObject({
  policy: z
    .enum(['drop', 'resample', 'fail'])
    .default('drop')
    .describe('drop: go on without them; resample: replace them by members that succeeded; fail: stop the run'),
  minimum: z
    .int()
    .min(2)
    .max(10_000_000)
    .optional()
    .describe('members below which the run stops; default max(2, half of size)'),
});

export const ensembleSchema = z
  .strictObject({
    size: z.int().min(2).max(10_000_000).describe('members, Ne; about as many as observations is a good start'),
    seed: seedSchema.default(0).describe('every draw of the run follows from it'),
    prior: priorSchema.prefault({}).describe('where the members start'),
    failedMembers: failureSchema.prefault({}).describe('what happens to members whose evaluation fails'),
    precision: z
      .enum(PRECISIONS)
      .default('double')
      .describe(
        'in which the parameters are kept, in memory, through Redis and in files; single takes half of each, and each step tells its rounding error',
      ),
  })
  .describe('the members: how many, where they start, what happens to those that fail');
export type EnsembleSettings = z.infer<typeof ensembleSchema>;
export type PriorSettings = z.infer<typeof priorSchema>;
