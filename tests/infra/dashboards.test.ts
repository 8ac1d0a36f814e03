import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { METRICS_BY_NAME } from '@enkit/telemetry';
import { runPromtool } from '@enkit/testing';
import { describe, expect, test } from 'vitest';
import { generatedFiles } from '../../infra/generate.ts';
import { renderDashboards } from '../../infra/grafana/dashboards.ts';
import { catalogueFaults, definitionOf, metricsUsed } from './support/catalogueCheck.ts';
import { selectors, syntaxErrors, withoutGrafanaVariables } from './support/promql.ts';
import { readRules } from './support/rules.ts';

interface Target {
  readonly expr: string;
  readonly datasource?: { readonly uid: string };
  readonly refId: string;
}

interface Panel {
  readonly type: string;
  readonly title: string;
  readonly id: number;
  readonly description?: string;
  readonly datasource?: { readonly uid: string };
  readonly targets?: readonly Target[];
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

interface DashboardModel {
  readonly title: string;
  readonly uid: string;
  readonly editable: boolean;
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly definition?: string }[];
  };
}

const models = [...renderDashboards().values()].map((text) => JSON.parse(text) as DashboardModel);
const panels = models.flatMap((model) =>
  model.panels
    .filter(({ type }) => type !== 'row')
    .map((panel) => ({ dashboard: model.title, title: panel.title, panel })),
);
const expressions = panels.flatMap(({ panel }) => (panel.targets ?? []).map(({ expr }) => expr));

describe('the dashboards', () => {
  test('that are committed are those that infra/generate.ts writes', () => {
    for (const [path, text] of generatedFiles()) {
      expect(readFileSync(new URL(`../../infra/${path}`, import.meta.url), 'utf8')).toBe(text);
    }
  });

  test('that Prometheus is asked from parse, by its own parser', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'enkit-promql-'));
    const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr: withoutGrafanaVariables(expr) }));
    const file = join(directory, 'rules.json');
    writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }));
    const { exitCode, output } = await runPromtool(['check', 'rules', '--lint=none', file]);
    rmSync(directory, { recursive: true });
    expect(output).toContain(`${expressions.length} rules found`);
    expect(exitCode).toBe(0);
  });

  test.each(panels)('that has the panel $title in $dashboard asks for what is in the catalogue', ({ panel }) => {
    for (const { expr } of panel.targets ?? []) {
      const asked = withoutGrafanaVariables(expr);
      expect(syntaxErrors(asked)).toEqual([]);
      expect(catalogueFaults(asked)).toEqual([]);
    }
  });

  test.each(panels)(
    'that has the panel $title in $dashboard says what it shows, in which unit, of which source',
    ({ panel }) => {
      expect(panel.description?.length).toBeGreaterThan(20);
      expect(panel.fieldConfig?.defaults.unit).toMatch(/./);
      expect(panel.datasource?.uid).toBe('$datasource');
      expect(panel.targets?.length).toBeGreaterThan(0);
      for (const { datasource } of panel.targets ?? []) expect(datasource?.uid).toBe('$datasource');
      expect(new Set(panel.targets?.map(({ refId }) => refId)).size).toBe(panel.targets?.length);
    },
  );

  test.each(panels)('that has the panel $title in $dashboard shows counters as rates only', ({ panel }) => {
    for (const { expr } of panel.targets ?? []) {
      for (const { metric } of selectors(withoutGrafanaVariables(expr))) {
        if (definitionOf(metric)?.type === 'gauge') continue;
        expect(expr).toMatch(new RegExp(`(rate|increase)\\(${metric}(\\{[^}]*\\})?\\[`));
      }
      expect(expr.replaceAll('[$__rate_interval]', '')).not.toMatch(/\brate\([^)]*\[/);
    }
  });

  test.each(models)('that is called $title has unique ids, no overlapping panels and cannot be edited', (model) => {
    expect(model.editable).toBe(false);
    expect(new Set(model.panels.map(({ id }) => id)).size).toBe(model.panels.length);
    const cells = model.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(model.panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });

  test('that can be chosen from are the data source, the run and the scrape jobs', () => {
    const variables = (uid: string) => models.find((model) => model.uid === uid)?.templating.list ?? [];
    expect(variables('enkit-run').map(({ name }) => name)).toEqual(['datasource', 'run', 'job']);
    expect(variables('enkit-fleet').map(({ name }) => name)).toEqual(['datasource', 'job']);
    const definitions = models.flatMap(({ templating }) =>
      templating.list.flatMap(({ definition }) => definition ?? []),
    );
    const asked = definitions.map((definition) => /^label_values\((\w+), \w+\)$/.exec(definition)?.[1] ?? definition);
    expect(asked.filter((metric) => !METRICS_BY_NAME.has(metric))).toEqual([]);
  });

  test('that every metric of the catalogue is seen by a person in one, or raises an alert', () => {
    const used = new Set(
      [...expressions.map(withoutGrafanaVariables), ...readRules().map(({ expr }) => expr)].flatMap(metricsUsed),
    );
    expect([...METRICS_BY_NAME.keys()].filter((name) => !used.has(name))).toEqual([]);
  });
});
