/** What a run directory holds beside arrays and the manifest, as schemas: a file of another shape is refused. */
import { z } from 'zod';
import { MEMBER_FAILURE_CODES } from './evaluation.ts';

/** The scalars of a checkpoint; the arrays lie beside them. */
export const storedStateSchema = z.strictObject({
  inverseAlphaSum: z.number(),
  passes: z.number(),
  failedMembers: z.number(),
  elapsedSeconds: z.number(),
  cpuSeconds: z.number(),
  epoch: z.number(),
  best: z.strictObject({ score: z.number(), step: z.number() }).optional(),
});
export type StoredState = z.output<typeof storedStateSchema>;

const countSchema = z.int().min(0);

const namedFailureSchema = z.strictObject({
  status: z.literal('failed'),
  code: z.enum(MEMBER_FAILURE_CODES),
  message: z.string(),
  node: z.string(),
  member: countSchema,
});

/** failed-members/*.json: the members that failed in one evaluation of a step. */
export const failedEvaluationSchema = z.strictObject({
  step: countSchema,
  round: countSchema.describe(
    '0: the evaluation of the step; k: that of the k-th draw of members in the place of failed ones',
  ),
  failures: z.array(namedFailureSchema),
  kept: countSchema.describe('failures, from the first, whose parameters are in the .npy of the same name'),
});
export type FailedEvaluation = z.output<typeof failedEvaluationSchema>;

const standardisationSchema = z.strictObject({ offset: z.array(z.number()), scale: z.array(z.number()) });

const inputColumnSchema = z.strictObject({
  column: z.string(),
  encoding: z.union([
    z.strictObject({ type: z.enum(['number', 'date', 'season']) }),
    z.strictObject({ type: z.literal('one-hot'), categories: z.array(z.string()).optional() }),
  ]),
});

/** problem.json: how the data of a run became numbers. */
export const problemDescriptionSchema = z.strictObject({
  directory: z.string().describe('folder of the experiment file: models are looked for here'),
  inputNames: z.array(z.string()),
  outputNames: z.array(z.string()),
  inputs: standardisationSchema,
  outputs: standardisationSchema,
  noise: z.number().optional(),
  testIsNoisy: z.boolean(),
  columns: z.array(inputColumnSchema),
  modelSha256: z.string().optional().describe('of the file of a module, when the run began'),
});
export type ProblemDescription = z.output<typeof problemDescriptionSchema>;
