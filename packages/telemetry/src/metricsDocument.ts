/** docs/metrics.md, written from the catalogue. */
import { METRIC_CATALOGUE, type MetricArea } from './metrics/catalogue.ts';
import type { MetricDefinition } from './metrics/definition.ts';

const HEADER = `# Metrics

Coordinator and workers serve these at \`/metrics\` on the port given by \`--metrics-port\`, beside \`/healthz\` (alive; does
not depend on Redis) and \`/readyz\` (can work now). Written by \`npm run document -w packages/telemetry\` from the catalogue in
\`packages/telemetry/src/metrics\`; do not edit.

No label ever holds a member, a batch or a run: the number of series is bounded whatever the size of the ensemble. The
run is named by the one series \`enkit_run_info\`, to be joined:
\`enkit_rmse * on (instance) group_left (run) enkit_run_info\`. A gauge is absent until its value is known. What happens when
an alert fires is in [the runbook](runbook.md).
`;

function describeLabels({ labels }: MetricDefinition): string {
  return Object.entries(labels)
    .map(([name, values]) => (values === 'free' ? `\`${name}\`` : `\`${name}\`: ${values.join(', ')}`))
    .join('; ');
}

function renderRow(definition: MetricDefinition): string {
  return `| \`${definition.name}\` | ${definition.type} | ${describeLabels(definition)} | ${definition.help} |`;
}

function renderArea({ title, roles, metrics }: MetricArea): string {
  const rows = metrics.map(renderRow).join('\n');
  return `## ${title}\n\nServed by: ${roles.join(', ')}.\n\n| metric | type | labels | meaning |\n|---|---|---|---|\n${rows}\n`;
}

/** The whole page. */
export function renderMetricsDocument(): string {
  return [HEADER, ...METRIC_CATALOGUE.map(renderArea)].join('\n');
}
