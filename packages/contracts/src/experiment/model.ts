/** The `model` section: the forward model whose parameters are estimated. */
import { ACTIVATIONS } from '@enkit/numerics';
import { z } from 'zod';
import { countSchema, positiveSchema } from './primitives.ts';

const activationSchema = z.enum(ACTIVATIONS);

const mlpModel = z.strictObject({
  type: z.literal('mlp'),
  hidden: z.array(countSchema).describe('units of each hidden layer; [] is a linear model'),
  activation: activationSchema.default('tanh'),
  outputActivation: activationSchema.default('identity'),
});

const parameterSchema = z.strictObject({
  name: z.string().min(1),
  mean: z.number().default(0),
  sd: positiveSchema.describe('prior standard deviation'),
});

const moduleModel = z.strictObject({
  type: z.literal('module'),
  file: z.string().min(1).describe('a JavaScript or TypeScript module below the experiment file folder'),
  export: z
    .string()
    .default('forward')
    .describe('name of the exported function (parameters, context) => predicted data'),
  parameters: z.array(parameterSchema).min(1),
});

export const modelSchema = z.discriminatedUnion('type', [mlpModel, moduleModel]);
export type ModelSettings = z.infer<typeof modelSchema>;
export type MlpSettings = z.infer<typeof mlpModel>;
export type ModuleSettings = z.infer<typeof moduleModel>;
