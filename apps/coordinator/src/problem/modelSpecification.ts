/** The `model` section as a specification that workers understand, and the prior of its parameters. */
import type { GaussianPrior } from '@enkit/assimilation';
import { EnkitError, type ModelSettings, type PriorSettings } from '@enkit/contracts';
import { moduleDigest } from '@enkit/evaluation';
import { parameterLayout, parameterScale, type MlpSpecification } from '@enkit/models';
import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { AssimilationProblem } from './problem.ts';

export type ModelParts = Pick<AssimilationProblem, 'model' | 'prior' | 'parameterNames'>;

/**
 * @param inputs columns that the model takes
 * @param outputs values that it predicts per point
 * @param directory folder of the experiment file
 */
export async function createModelParts(
  settings: ModelSettings,
  prior: PriorSettings,
  inputs: number,
  outputs: number,
  directory: string,
): Promise<ModelParts> {
  if (settings.type === 'mlp') return mlpParts(settings, prior, inputs, outputs);
  const { parameters } = settings;
  const path = await locateModule(settings.file, directory);
  return {
    model: {
      type: 'module',
      path,
      exportName: settings.export,
      sha256: await moduleDigest(path),
      parameters: parameters.length,
      outputs,
    },
    ...namedParameters(parameters),
  };
}

/** The prior of parameters that the user names one by one: no shared centre, each its own mean and deviation. */
export function namedParameters(
  parameters: readonly { name: string; mean: number; sd: number }[],
): Omit<ModelParts, 'model'> {
  const prior: GaussianPrior = {
    mean: Float64Array.from(parameters, ({ mean }) => mean),
    scale: Float64Array.from(parameters, ({ sd }) => sd),
    centre: 0,
    spread: 1,
  };
  return { prior, parameterNames: parameters.map(({ name }, offset) => ({ name, offset, length: 1 })) };
}

function mlpParts(
  settings: Extract<ModelSettings, { type: 'mlp' }>,
  { centre, spread, scheme }: PriorSettings,
  inputs: number,
  outputs: number,
): ModelParts {
  const { hidden, ...rest } = settings;
  const model: MlpSpecification = { ...rest, layers: [inputs, ...hidden, outputs] };
  return {
    model,
    prior: { scale: parameterScale(model, scheme), centre, spread },
    parameterNames: parameterLayout(model),
  };
}

/** A model is code: only files below the experiment's folder are run, symbolic links followed. */
async function locateModule(file: string, directory: string): Promise<string> {
  const location = { file, key: 'model.file' };
  if (/^[a-z]+:/i.test(file))
    throw new EnkitError('MODEL_SPECIFIER', {
      location,
      expected: 'a path relative to the experiment file',
      got: file,
    });
  const root = await realpath(directory);
  const path = await realpath(resolve(root, file)).catch((error: unknown) => {
    throw new EnkitError('MODEL_NOT_FOUND', { location, got: resolve(root, file), cause: error });
  });
  if (path.startsWith(root + sep)) return path;
  throw new EnkitError('PATH_OUTSIDE_ROOT', { location, expected: `a file below ${root}`, got: path });
}
