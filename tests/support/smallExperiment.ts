/** Small experiments that end in a second or two. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SMALL = `name: small
data: { source: sine, count: 40, testPoints: 50 }
model: { type: mlp, hidden: [6] }
method: { type: eki, stop: { steps: 12 } }
ensemble: { size: 30, seed: 3 }
`;

/** Writes an experiment file and gives its path. */
export function writeExperiment(folder: string, text = SMALL, name = 'experiment.yaml'): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
