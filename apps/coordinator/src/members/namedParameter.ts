/** A parameter vector by the names that the model gives to its parts. */
import type { Experiment } from '@enkit/contracts';
import { createBackend } from '@enkit/numerics';
import type { RunDirectory } from '@enkit/storage';
import { namedParameters } from '../problem/modelSpecification.ts';
import type { AssimilationProblem } from '../problem/problem.ts';
import { restoreProblem } from '../problem/snapshot.ts';
import { readDescription } from '../run/readDescription.ts';

export interface NamedParameter {
  readonly name: string;
  readonly values: readonly number[];
}

type Names = AssimilationProblem['parameterNames'];

/** The names of a run's parameters, without a look at the file of its model. */
export async function parameterNamesOf(run: RunDirectory, { model, ...rest }: Experiment): Promise<Names> {
  if (model.type === 'module') return namedParameters(model.parameters).parameterNames;
  const description = await readDescription(run);
  const backend = createBackend('ml-matrix');
  return (await restoreProblem({ model, ...rest }, description, await run.readArrays(), backend)).parameterNames;
}

export function nameParameters(names: Names, parameters: Float64Array): readonly NamedParameter[] {
  return names.map(({ name, offset, length }) => ({ name, values: [...parameters.subarray(offset, offset + length)] }));
}
