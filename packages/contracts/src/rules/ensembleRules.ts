/** Rules about the members: how many, how they are evaluated, where they start. */
import type { ModuleSettings } from '../experiment/model.ts';
import { at, conflict, type Rule, withoutEffect } from './rule.ts';

const SIZE = at('ensemble.size');
const MINIMUM = at('ensemble.failedMembers.minimum');
const POLICY = at('ensemble.failedMembers.policy');
const EVALUATION_BATCH = at('evaluation.batch');
const PRIOR = at('ensemble.prior');

const PRECISION = at('ensemble.precision');
/** Numbers of float32 within a prior standard deviation, at least: the analysis leaves a part of it. */
const LEAST_NUMBERS = 1024;

/** Whether float32 resolves the prior of a parameter, and holds it. */
function isResolved({ mean, sd }: ModuleSettings['parameters'][number]): boolean {
  const largest = Math.abs(mean) + 10 * sd;
  return Math.fround(largest) < Infinity && sd >= LEAST_NUMBERS * 2 ** -24 * Math.abs(mean);
}

export const ENSEMBLE_RULES: readonly Rule[] = [
  {
    reads: [SIZE, MINIMUM, POLICY],
    check({ sections: { ensemble } }) {
      const { minimum, policy } = ensemble?.failedMembers ?? {};
      if (!ensemble || minimum === undefined) return [];
      if (policy === 'fail') return [withoutEffect(MINIMUM, 'with the policy drop or resample')];
      if (minimum <= ensemble.size) return [];
      return [
        conflict(MINIMUM, `at most ensemble.size, ${ensemble.size}`, `${minimum}`, 'lower it, or raise the size'),
      ];
    },
  },
  {
    reads: [SIZE, EVALUATION_BATCH],
    check({ sections: { ensemble, evaluation } }) {
      if (!ensemble || evaluation?.batch === undefined || evaluation.batch <= ensemble.size) return [];
      const expected = `at most ensemble.size, ${ensemble.size}`;
      return [conflict(EVALUATION_BATCH, expected, `${evaluation.batch}`, 'lower it, or leave it out')];
    },
  },
  {
    reads: [PRECISION, at('model.parameters')],
    check({ sections: { ensemble, model } }) {
      if (ensemble?.precision !== 'single' || model?.type !== 'module') return [];
      const unresolved = model.parameters.find((parameter) => !isResolved(parameter));
      if (!unresolved) return [];
      const { name, mean, sd } = unresolved;
      const got = `single, with mean ${mean} and sd ${sd} of ${name}, for which 24 bits are too few`;
      return [conflict(PRECISION, 'double', got, 'keep double, or estimate the difference from the mean')];
    },
  },
  {
    reads: [PRIOR, at('model.type')],
    check({ sections: { model }, isGiven }) {
      if (model?.type !== 'module' || !isGiven(PRIOR)) return [];
      return [
        withoutEffect(PRIOR, 'with model.type: mlp; a module has its own mean and sd for each of model.parameters'),
      ];
    },
  },
];
