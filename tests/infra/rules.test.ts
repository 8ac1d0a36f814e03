import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { METRICS_BY_NAME, seriesNames } from '@enkit/telemetry';
import { runPromtool } from '@enkit/testing';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogueFaults } from './support/catalogueCheck.ts';
import { selectors, syntaxErrors } from './support/promql.ts';
import { readRules, recordedNames, RULES_FILE } from './support/rules.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const testsDirectory = new URL('../../infra/prometheus/tests/', import.meta.url);
const testFiles = readdirSync(testsDirectory).map((file) => fileURLToPath(new URL(file, testsDirectory)));
const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const rules = readRules();
const alerts = rules.filter(({ alert }) => alert !== undefined);
const alertNames = alerts.map(({ alert = '' }) => alert);

interface AlertCase {
  readonly alertname: string;
  readonly exp_alerts: readonly unknown[];
}

/** Every alert_rule_test of the promtool files. */
function alertCases(): AlertCase[] {
  return testFiles.flatMap((file) => {
    const { tests } = parse(readFileSync(file, 'utf8')) as { tests: { alert_rule_test: AlertCase[] }[] };
    return tests.flatMap(({ alert_rule_test: cases }) => cases);
  });
}

describe('the rules', () => {
  test('that Prometheus loads pass its check', async () => {
    const { exitCode, output } = await runPromtool([
      'check',
      'rules',
      '--lint=all',
      '--lint-fatal',
      fileURLToPath(RULES_FILE),
    ]);
    expect(output).toContain(`${rules.length} rules found`);
    expect(exitCode).toBe(0);
  });

  test('that fire and keep still do so on the series of infra/prometheus/tests', async () => {
    const { exitCode, output } = await runPromtool(['test', 'rules', ...testFiles]);
    expect(output).not.toContain('FAILED');
    expect(exitCode).toBe(0);
  });

  test('that alert are each shown firing and not firing', () => {
    const named = (isFiring: boolean) =>
      new Set(alertCases().flatMap((item) => (item.exp_alerts.length > 0 === isFiring ? item.alertname : [])));
    const [firing, silent] = [named(true), named(false)];
    expect(alertNames.filter((name) => !firing.has(name) || !silent.has(name))).toEqual([]);
  });

  test.each(rules)('that reads "$expr" asks only for what is in the catalogue', ({ expr }) => {
    expect(syntaxErrors(expr)).toEqual([]);
    expect(catalogueFaults(expr, new Set(recordedNames()))).toEqual([]);
  });

  test('that are recorded are named level:metric:operation, and each is used by an alert', () => {
    const used = new Set(alerts.flatMap(({ expr }) => selectors(expr).map(({ metric }) => metric)));
    for (const name of recordedNames()) expect(name).toMatch(/^(instance|job):enkit_\w+:\w+$/);
    expect(recordedNames().filter((name) => !used.has(name))).toEqual([]);
  });

  test.each(alerts)('that is called $alert has severity, summary, description and a section in the runbook', (rule) => {
    expect(['critical', 'warning']).toContain(rule.labels?.['severity']);
    expect(rule.annotations).toMatchObject({ summary: expect.any(String), description: expect.any(String) });
    expect(rule.annotations?.['runbook_url']).toBe(`docs/runbook.md#${rule.alert?.toLowerCase()}`);
    expect(runbook).toContain(`\n## ${rule.alert}\n`);
  });
});

/** All sources of packages and programs, in which the codes that the pages name must be found. */
function sources(): string {
  const files = globSync(['packages/*/src/**/*.ts', 'apps/*/src/**/*.ts'], { cwd: root });
  return files.map((file) => readFileSync(join(root, file), 'utf8')).join('\n');
}

describe('the runbook', () => {
  test('that names codes names those that a program says', () => {
    const text = sources();
    const codes = [...runbook.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`/g)].flatMap(([, code = '']) =>
      code.startsWith('ENKIT_') ? [] : code,
    );
    expect(codes.length).toBeGreaterThan(8);
    expect(codes.filter((code) => !text.includes(code))).toEqual([]);
  });

  test('that has a section for each alert has none for an alert that is gone', () => {
    const sections = [...runbook.matchAll(/^## (\w+)$/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual(alertNames.toSorted());
  });

  test('that names metrics names those of the catalogue', () => {
    const definitions = [...METRICS_BY_NAME.values()];
    const known = new Set([...METRICS_BY_NAME.keys(), ...definitions.flatMap(seriesNames)]);
    const named = [...runbook.matchAll(/\benkit_[a-z0-9_]+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });
});
