/** What workers need once per run, as it is described in JSON beside the values of the points, and sizes that follow from it. */
import { outputCount } from '@enkit/models';
import { ACTIVATIONS, BACKEND_NAMES, PRECISIONS } from '@enkit/numerics';
import { z } from 'zod';
import { EnkitError } from './errors/enkitError.ts';
import type { EvaluationContext, EvaluationRequest, ModelSpecification } from './evaluation.ts';
import { positiveSchema, seedSchema } from './experiment/primitives.ts';

const sizeSchema = z.int().min(0).max(0xffffffff);

/** A function of the calling program is missing on purpose: no worker can have it. */
const modelSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('mlp'),
    layers: z.array(z.int().min(1).max(0xffffffff)).min(2).max(1000),
    activation: z.enum(ACTIVATIONS),
    outputActivation: z.enum(ACTIVATIONS),
    precision: z.enum(PRECISIONS).optional(),
  }),
  z.strictObject({
    type: z.literal('module'),
    path: z.string(),
    exportName: z.string(),
    sha256: z.string(),
    parameters: sizeSchema,
    outputs: sizeSchema,
  }),
]) satisfies z.ZodType<ModelSpecification>;

const contextDescriptionSchema = z.strictObject({
  run: z.string(),
  seed: seedSchema,
  backend: z.enum(BACKEND_NAMES),
  timeLimitSeconds: positiveSchema,
  model: modelSchema,
  points: z
    .array(z.strictObject({ name: z.string().min(1).max(200), rows: sizeSchema, columns: sizeSchema }))
    .max(1000),
});

/** A context without the values of its points; those follow in the order of `points`. */
export type ContextDescription = z.infer<typeof contextDescriptionSchema>;

/** The description of a context. Throws QUEUE_MODEL for a model that is a function of this program. */
export function describeContext({ model, points, ...rest }: EvaluationContext): ContextDescription {
  if (model.type === 'function') throw new EnkitError('QUEUE_MODEL');
  const shapes = Object.entries(points).map(([name, { rows, columns }]) => ({ name, rows, columns }));
  const description = { ...rest, model, points: shapes };
  return contextDescriptionSchema.parse(description);
}

/** A description of unknown origin. Throws PAYLOAD_SHAPE unless it is exactly one. */
export function parseContextDescription(text: string): ContextDescription {
  try {
    return contextDescriptionSchema.parse(JSON.parse(text));
  } catch (error) {
    const got = error instanceof Error ? error.message.replace(/\s+/g, ' ').slice(0, 300) : String(error);
    throw new EnkitError('PAYLOAD_SHAPE', { expected: 'the description of a context', got });
  }
}

const outputsPerPoint = (model: ModelSpecification): number =>
  model.type === 'mlp' ? outputCount(model) : model.outputs;

/** Predicted values of a member, Nd = points x outputs. Throws PAYLOAD_SHAPE when the context has no such points. */
export function predictedColumns(
  { points: sets, model }: EvaluationContext,
  { pointSet, pointIndices }: Pick<EvaluationRequest, 'pointSet' | 'pointIndices'>,
): number {
  const points = Object.hasOwn(sets, pointSet) ? sets[pointSet] : undefined;
  const expected = `a point set of the context: ${Object.keys(sets).join(', ')}`;
  if (!points) throw new EnkitError('PAYLOAD_SHAPE', { expected, got: `"${pointSet.slice(0, 100)}"` });
  const outside = pointIndices?.find((index) => index >= points.rows);
  if (outside !== undefined)
    throw new EnkitError('PAYLOAD_SHAPE', { expected: `point indices below ${points.rows}`, got: String(outside) });
  return (pointIndices?.length ?? points.rows) * outputsPerPoint(model);
}
