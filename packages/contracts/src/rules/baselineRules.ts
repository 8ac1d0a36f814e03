/** Rules about the gradient methods that `enkit compare` runs beside the experiment's own. */
import type { Fault } from '../reading/fault.ts';
import type { Sections } from './draft.ts';
import { at, conflict, type Rule } from './rule.ts';
import { OBSERVATION_KEYS, trainingPoints } from './sizes.ts';

const GRADIENT_METHODS = ['gradient-descent', 'momentum', 'adam', 'adam-replay', 'levenberg-marquardt'] as const;

function needsNetwork({ model, compare }: Sections): Fault[] {
  if (model?.type !== 'module' || !compare) return [];
  return GRADIENT_METHODS.filter((name) => compare[name]).map((name) => ({
    code: 'CFG_CONFLICT',
    path: ['compare', name],
    at: 'key',
    expected: 'a model of type mlp, whose gradient is known',
    got: 'a module',
    suggestion: 'remove the method',
  }));
}

function batchFits({ data, compare }: Sections): Fault[] {
  const points = data && trainingPoints(data);
  if (!compare || points === undefined) return [];
  return (['momentum', 'adam'] as const).flatMap((name) => {
    const batch = compare[name]?.batch;
    if (batch === undefined || batch <= points) return [];
    return [conflict(['compare', name, 'batch'], `at most the training points, ${points}`, `${batch}`, 'lower it')];
  });
}

export const BASELINE_RULES: readonly Rule[] = [
  { reads: [at('model.type')], check: ({ sections }) => needsNetwork(sections) },
  { reads: [...OBSERVATION_KEYS, at('compare')], check: ({ sections }) => batchFits(sections) },
];
