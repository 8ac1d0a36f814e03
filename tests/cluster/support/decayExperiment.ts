/** The calibration of models/decay.mjs: a model that takes time but no processor, and says where it ran. */
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that workers are allowed to take models from. */
export const MODELS = fileURLToPath(new URL('../models', import.meta.url));

export interface DecaySettings {
  readonly members: number;
  readonly steps: number;
  /** Also tells the runs of one journal apart. */
  readonly seed: number;
  readonly batch?: number;
}

/** Evaluations of a run that nothing disturbs: every member in every step, then all of them and their mean once more. */
export function decayEvaluations({ members, steps }: DecaySettings): number {
  return (steps + 1) * members + 1;
}

function text({ members, steps, seed, batch }: DecaySettings): string {
  return `name: decay
data: { source: observations, values: [2, 1.2, 0.75, 0.44, 0.27, 0.17] }
model:
  type: module
  file: decay.mjs
  parameters: [{ name: a, mean: 1, sd: 1 }, { name: b, mean: 0.3, sd: 0.2 }]
method: { type: es-mda, steps: ${steps}, observationError: { sd: 0.05 } }
ensemble: { size: ${members}, seed: ${seed} }
evaluation: { ${batch === undefined ? '' : `batch: ${batch}`} }
outputs: { report: false }
`;
}

/** Writes the experiment and its model into the folder and gives the file. */
export function writeDecayExperiment(folder: string, settings: DecaySettings): string {
  copyFileSync(join(MODELS, 'decay.mjs'), join(folder, 'decay.mjs'));
  const file = join(folder, `decay-${settings.seed}.yaml`);
  writeFileSync(file, text(settings));
  return file;
}
