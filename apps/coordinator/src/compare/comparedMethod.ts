/** The methods of a comparison: assimilation and gradients side by side, by name, with the settings of the file. */
import {
  baselineSchema,
  EnkitError,
  methodSchema,
  type BaselineSettings,
  type Experiment,
  type MethodSettings,
} from '@enkit/contracts';

export type ComparedMethod =
  | {
      readonly kind: 'ensemble';
      readonly name: string;
      readonly method: MethodSettings;
      readonly ensemble: Experiment['ensemble'];
    }
  | { readonly kind: 'gradient'; readonly name: string; readonly settings: BaselineSettings };

export const ENSEMBLE_METHODS = ['enkf', 'es-mda', 'eki'] as const;
export const GRADIENT_METHODS = ['gradient-descent', 'momentum', 'adam', 'adam-replay', 'levenberg-marquardt'] as const;
export const COMPARED_METHODS = [...GRADIENT_METHODS, ...ENSEMBLE_METHODS] as const;

type MethodName = (typeof COMPARED_METHODS)[number];

/** The named methods; the experiment's own settings for its own method, those under `compare` or the defaults for others. */
export function comparedMethods(names: readonly string[], experiment: Experiment): ComparedMethod[] {
  return names.map((name) => comparedMethod(checkName(name), experiment));
}

/** Those that the file names under `compare`, and its own. */
export function defaultMethods({ compare, method }: Experiment): string[] {
  const named = Object.entries(compare).flatMap(([name, settings]) => (settings === undefined ? [] : [name]));
  return COMPARED_METHODS.filter((name) => named.includes(name) || name === method.type);
}

function checkName(name: string): MethodName {
  const known = COMPARED_METHODS.find((method) => method === name);
  if (known) return known;
  throw new EnkitError('CFG_CHOICE', {
    location: { file: '--methods' },
    expected: `one of ${COMPARED_METHODS.join(', ')}`,
    got: `"${name}"`,
  });
}

function comparedMethod(name: MethodName, experiment: Experiment): ComparedMethod {
  const settings = experiment.compare[name] ?? {};
  if (isGradient(name)) return { kind: 'gradient', name, settings: baselineSchema.parse({ type: name, ...settings }) };
  const method = name === experiment.method.type ? experiment.method : methodSchema.parse({ type: name, ...settings });
  return { kind: 'ensemble', name, method, ensemble: experiment.ensemble };
}

function isGradient(name: MethodName): boolean {
  return GRADIENT_METHODS.some((gradient) => gradient === name);
}
