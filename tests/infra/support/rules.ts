/** The rules file as the tests read it. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export const RULES_FILE = new URL('../../../infra/prometheus/enkit.rules.yaml', import.meta.url);

export interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All rules of all groups. */
export function readRules(): Rule[] {
  const { groups } = parse(readFileSync(RULES_FILE, 'utf8')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** Names of the recorded series, which other expressions may use. */
export function recordedNames(): string[] {
  return readRules().flatMap(({ record }) => record ?? []);
}
