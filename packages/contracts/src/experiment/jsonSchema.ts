/** The experiment's schema for editors: completion, descriptions and checks while a file is written. */
import { z } from 'zod';
import { experimentSchema } from './experiment.ts';

/**
 * JSON Schema (draft 2020-12) of what a user may write. Rules between keys and sums of lists are not in it: an editor
 * that is content does not replace `enkit validate`.
 */
export function experimentJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'EnKit experiment',
    description: 'An experiment of EnKit: training a network or calibrating a model by ensemble data assimilation',
    ...z.toJSONSchema(experimentSchema, { io: 'input' }),
  };
}
