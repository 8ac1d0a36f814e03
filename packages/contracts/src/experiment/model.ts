/** The `model` section: the forward model whose parameters are estimated. */
import { ACTIVATIONS, PRECISIONS } from '@enkit/numerics';
import { z } from 'zod';
import { countSchema, positiveSchema, textSchema } from './primitives.ts';

const activationSchema = z.enum(ACTIVATIONS);

const mlpModel = z.strictObject({
  type: z.literal('mlp').describe('a dense network'),
  hidden: z.array(countSchema).describe('units of each hidden layer; [] is a linear model'),
  activation: activationSchema.default('tanh').describe('of the hidden units'),
  outputActivation: activationSchema
    .default('identity')
    .describe('of the outputs; exponential is a log link: rates, counts and other positive outputs'),
  precision: z
    .enum(PRECISIONS)
    .default('double')
    .describe('of the forward passes; single has 24 bits instead of 53 and is up to twice as fast'),
});

const parameterSchema = z.strictObject({
  name: textSchema.describe('name in reports and files'),
  mean: z.number().default(0).describe('prior mean'),
  sd: positiveSchema.describe('prior standard deviation'),
});

const moduleModel = z.strictObject({
  type: z.literal('module').describe('a function in a file of yours'),
  file: textSchema.describe('a JavaScript or TypeScript module below the folder of the experiment file'),
  export: textSchema
    .default('forward')
    .describe('name of the exported function (parameters, context) => predicted data'),
  parameters: z.array(parameterSchema).min(1).describe('what is estimated, in the order the function takes it'),
});

export const modelSchema = z
  .discriminatedUnion('type', [mlpModel, moduleModel])
  .describe('the forward model whose parameters are estimated');
export type ModelSettings = z.infer<typeof modelSchema>;
export type MlpSettings = z.infer<typeof mlpModel>;
export type ModuleSettings = z.infer<typeof moduleModel>;
