/** Writes docs/experiment.schema.json from the experiment's schema. */
import { writeFileSync } from 'node:fs';
import { experimentJsonSchema } from '../src/experiment/jsonSchema.ts';

const text = `${JSON.stringify(experimentJsonSchema(), undefined, 2)}\n`;
writeFileSync(new URL('../../../docs/experiment.schema.json', import.meta.url), text);
