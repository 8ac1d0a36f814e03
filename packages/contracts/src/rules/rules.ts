/** All rules between keys. */
import { BASELINE_RULES } from './baselineRules.ts';
import { DATA_RULES } from './dataRules.ts';
import { ENSEMBLE_RULES } from './ensembleRules.ts';
import { memoryRule } from './memoryRule.ts';
import { METHOD_RULES } from './methodRules.ts';
import type { Rule } from './rule.ts';

/** @param memory bytes that the machine has */
export function allRules(memory: number): readonly Rule[] {
  return [...DATA_RULES, ...METHOD_RULES, ...BASELINE_RULES, ...ENSEMBLE_RULES, memoryRule(memory)];
}
