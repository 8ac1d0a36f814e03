/**
 * Writes what is generated under infra/: the dashboards' JSON, and the chart's copies of rules and dashboards (a chart
 * can only read files inside itself). Run by `node infra/generate.ts`; a test compares the files with this.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { renderDashboards } from './grafana/dashboards.ts';

const DASHBOARDS_DIRECTORY = 'grafana/dashboards/';
const CHART_FILES = 'helm/enkit/files/';
const RULES = 'prometheus/enkit.rules.yaml';

/** Path below infra/ to content. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [file, text] of renderDashboards()) {
    files.set(`${DASHBOARDS_DIRECTORY}${file}`, text);
    files.set(`${CHART_FILES}dashboards/${file}`, text);
  }
  files.set(`${CHART_FILES}enkit.rules.yaml`, readFileSync(new URL(RULES, import.meta.url), 'utf8'));
  return files;
}

if (import.meta.main) {
  for (const [path, text] of generatedFiles()) writeFileSync(new URL(path, import.meta.url), text);
}
