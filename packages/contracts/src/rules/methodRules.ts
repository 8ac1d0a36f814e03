/** Rules about one method's settings, for the experiment's own and for those that `enkit compare` runs beside it. */
import type { DataSettings } from '../experiment/data.ts';
import type { EkiSettings, EnkfSettings, EsMdaSettings, MethodSettings } from '../experiment/method.ts';
import type { Fault } from '../reading/fault.ts';
import type { KeyPath } from '../reading/keyPath.ts';
import type { Draft, Sections } from './draft.ts';
import { conflict, type Rule, withoutEffect } from './rule.ts';
import { OBSERVATION_KEYS, observationCount, outputsPerPoint, trainingPoints } from './sizes.ts';

/** The methods' settings by the key they stand under. */
const METHODS: readonly { readonly key: KeyPath; readonly of: (sections: Sections) => MethodSettings | undefined }[] = [
  { key: ['method'], of: ({ method }) => method },
  { key: ['compare', 'enkf'], of: ({ compare }) => compare?.enkf && { type: 'enkf', ...compare.enkf } },
  { key: ['compare', 'es-mda'], of: ({ compare }) => compare?.['es-mda'] && { type: 'es-mda', ...compare['es-mda'] } },
  { key: ['compare', 'eki'], of: ({ compare }) => compare?.eki && { type: 'eki', ...compare.eki } },
];

/** A rule of a method alone: `key` is where its settings stand. */
interface MethodRule {
  /** Keys below the method's own. */
  readonly reads: readonly KeyPath[];
  readonly check: (method: MethodSettings, key: KeyPath, isGiven: Draft['isGiven']) => readonly Fault[];
}

/** A rule of a method together with the data. */
interface FittingRule {
  readonly reads: readonly KeyPath[];
  readonly check: (method: MethodSettings, data: DataSettings, key: KeyPath) => readonly Fault[];
}

const SD = ['observationError', 'sd'];
const COVARIANCE = ['observationError', 'covariance'];

/** Beyond this ratio of the largest to the smallest alpha the first steps change nothing in double precision. */
const LARGEST_RANGE = 1e15;

const ALONE: readonly MethodRule[] = [
  {
    reads: [SD, COVARIANCE],
    check({ observationError: { sd, covariance } }, key) {
      if (sd === undefined || !covariance) return [];
      return [conflict([...key, ...SD], 'either sd or covariance', 'both', 'remove one of the two')];
    },
  },
  {
    reads: [['alpha'], ['steps'], ['ratio']],
    check: (method, key, isGiven) => (method.type === 'es-mda' ? scheduleFaults(method, key, isGiven) : []),
  },
];

function scheduleFaults({ alpha, steps = 16, ratio }: EsMdaSettings, key: KeyPath, isGiven: Draft['isGiven']): Fault[] {
  if (alpha !== 'geometric' && isGiven([...key, 'ratio']))
    return [withoutEffect([...key, 'ratio'], 'with alpha: geometric')];
  if (Array.isArray(alpha) && isGiven([...key, 'steps']) && steps !== alpha.length)
    return [conflict([...key, 'steps'], `the length of the list alpha, ${alpha.length}`, `${steps}`, 'remove the key')];
  if (alpha !== 'geometric' || ratio ** (steps - 1) <= LARGEST_RANGE) return [];
  const got = `${ratio} to the power ${steps - 1}`;
  return [conflict([...key, 'ratio'], 'ratio^(steps - 1) of at most 1e15', got, 'lower the ratio or the steps')];
}

const FITTING: readonly FittingRule[] = [
  { reads: [SD, COVARIANCE], check: shapeFaults },
  {
    reads: [['batch'], COVARIANCE],
    check: (method, data, key) => (method.type === 'es-mda' ? [] : batchFaults(method, data, key)),
  },
  {
    reads: [['order'], ['type']],
    check(method, data, key) {
      if (method.type !== 'enkf' || method.order === 'given') return [];
      if (data.source !== 'sine-stream' || data.change === 'static') return [];
      const expected = 'given, for a stream that changes while it is observed';
      return [
        conflict([...key, 'order'], expected, 'random', `set order: given in ${key.join('.')}; random is the default`),
      ];
    },
  },
  {
    reads: [['stop', 'heldOut']],
    check(method, data, key) {
      if (method.type !== 'eki' || !method.stop.heldOut || trainingPoints(data) !== 1) return [];
      return [
        conflict([...key, 'stop', 'heldOut'], 'at least two training points to hold one out', '1', 'remove the key'),
      ];
    },
  },
];

function shapeFaults(
  { observationError: { sd, covariance } }: MethodSettings,
  data: DataSettings,
  key: KeyPath,
): Fault[] {
  const count = observationCount(data);
  const expected = `one entry per observation, ${count}`;
  const wrong = (path: readonly string[], length: number): Fault[] =>
    length === count ? [] : [{ code: 'CFG_SHAPE', path: [...key, ...path], expected, got: `${length}` }];
  if (count === undefined) return [];
  return [
    ...(Array.isArray(sd) ? wrong(SD, sd.length) : []),
    ...(covariance ? wrong(COVARIANCE, covariance.length) : []),
  ];
}

function batchFaults(method: EnkfSettings | EkiSettings, data: DataSettings, key: KeyPath): Fault[] {
  const {
    batch,
    observationError: { covariance },
  } = method;
  const points = trainingPoints(data);
  if (batch === undefined) return [];
  if (points !== undefined && batch > points)
    return [conflict([...key, 'batch'], `at most the training points, ${points}`, `${batch}`, 'lower it')];
  if (!covariance || batch * outputsPerPoint(data) >= covariance.length) return [];
  const expected = 'all observations in one step, since their errors are correlated';
  return [conflict([...key, ...COVARIANCE], expected, `steps of batch: ${batch}`, 'raise batch, or give sd instead')];
}

type Settings = (typeof METHODS)[number];

function readsOf(rule: { readonly reads: readonly KeyPath[] }, { key }: Settings): KeyPath[] {
  return [['type'], ...rule.reads].map((path) => key.concat(path));
}

function ruleAlone(rule: MethodRule, settings: Settings): Rule {
  return {
    reads: readsOf(rule, settings),
    check({ sections, isGiven }) {
      const method = settings.of(sections);
      return method ? rule.check(method, settings.key, isGiven) : [];
    },
  };
}

function ruleWithData(rule: FittingRule, settings: Settings): Rule {
  return {
    reads: [...OBSERVATION_KEYS, ['data', 'change'], ...readsOf(rule, settings)],
    check({ sections }) {
      const method = settings.of(sections);
      return method && sections.data ? rule.check(method, sections.data, settings.key) : [];
    },
  };
}

export const METHOD_RULES: readonly Rule[] = [
  ...METHODS.flatMap((settings) => ALONE.map((rule) => ruleAlone(rule, settings))),
  ...METHODS.flatMap((settings) => FITTING.map((rule) => ruleWithData(rule, settings))),
];
