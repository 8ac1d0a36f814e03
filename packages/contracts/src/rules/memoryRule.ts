/** A run that cannot fit is refused before its first step, not by the operating system in the middle of it. */
import { totalmem } from 'node:os';
import { estimateMemory, type MemoryEstimate } from '../experiment/memory.ts';
import { at, type Rule } from './rule.ts';
import { leastSizes, OBSERVATION_KEYS } from './sizes.ts';

/** Bytes that this process may use: the machine's, or the limit of its container. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}

type Part = Exclude<keyof MemoryEstimate, 'total'>;

const PARTS: readonly (readonly [Part, string])[] = [
  ['parameters', 'the parameters (ensemble.size x parameters)'],
  ['predicted', 'the predicted data (ensemble.size x observations)'],
  ['system', 'the system solved (observations or members squared)'],
  ['operator', 'the transform of the ensemble'],
  ['observationError', 'the covariance of the observation error'],
  ['test', 'the predictions on the test points (ensemble.size x test points)'],
];

function largestPart(estimate: MemoryEstimate): string {
  const [[part, words]] = PARTS.toSorted(([a], [b]) => estimate[b] - estimate[a]);
  return `${gigabytes(estimate[part])} of it for ${words}`;
}

const SIZE_KEYS = [
  'data.inputs',
  'data.testPoints',
  'model.type',
  'model.hidden',
  'model.parameters',
  'method.type',
  'method.batch',
  'method.stop.heldOut',
  'method.observationError.covariance',
  'ensemble.size',
];

/** @param available bytes */
export function memoryRule(available: number): Rule {
  return {
    reads: [...OBSERVATION_KEYS, ...SIZE_KEYS.map(at)],
    check({ sections: { data, model, method, ensemble } }) {
      if (!data || !model || !method || !ensemble) return [];
      const estimate = estimateMemory({ ensemble, method }, leastSizes({ data, model, method }));
      if (estimate.total <= available) return [];
      const expected = `a run that fits in the ${gigabytes(available)} of memory of this machine`;
      const got = `at least ${gigabytes(estimate.total)}, ${largestPart(estimate)}`;
      return [{ code: 'CFG_MEMORY', path: at('ensemble.size'), expected, got }];
    },
  };
}
