/** Rules about the members: how many, how they are evaluated, where they start. */
import { at, conflict, type Rule, withoutEffect } from './rule.ts';

const SIZE = at('ensemble.size');
const MINIMUM = at('ensemble.failedMembers.minimum');
const POLICY = at('ensemble.failedMembers.policy');
const EVALUATION_BATCH = at('evaluation.batch');
const PRIOR = at('ensemble.prior');

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
    reads: [PRIOR, at('model.type')],
    check({ sections: { model }, isGiven }) {
      if (model?.type !== 'module' || !isGiven(PRIOR)) return [];
      return [
        withoutEffect(PRIOR, 'with model.type: mlp; a module has its own mean and sd for each of model.parameters'),
      ];
    },
  },
];
