import { readFileSync } from 'node:fs';
import { runPromtool } from '@enkit/testing';
import type { Registry } from 'prom-client';
import { afterAll, describe, expect, test } from 'vitest';
import { renderMetricsDocument } from '../metricsDocument.ts';
import { METRIC_CATALOGUE, METRICS_BY_NAME } from './catalogue.ts';
import { createCoordinatorMetrics } from './coordinatorMetrics.ts';
import { labelCombinations } from './definition.ts';
import type { ProcessRole } from './process.ts';
import { createWorkerMetrics } from './workerMetrics.ts';

const coordinator = createCoordinatorMetrics({ version: '1.2.3', kernels: 'narrow' });
const worker = createWorkerMetrics({ version: '1.2.3', kernels: 'narrow' });
afterAll(() => {
  coordinator.close();
  worker.close();
});

const everyMetric = [...METRICS_BY_NAME.values()];

function catalogueNames(role: ProcessRole): string[] {
  const areas = METRIC_CATALOGUE.filter(({ roles }) => roles.includes(role));
  return areas.flatMap(({ metrics }) => metrics.map(({ name }) => name)).sort();
}

function registeredNames(registry: Registry): string[] {
  return registry
    .getMetricsAsArray()
    .map(({ name }) => name)
    .sort();
}

/** HELP and TYPE of every metric with one sample each, also of those that have no value yet. */
function exposition(): string {
  return everyMetric
    .map(({ name, type, help }) => {
      const samples =
        type === 'histogram' ? [`${name}_bucket{le="+Inf"} 1`, `${name}_sum 1`, `${name}_count 1`] : [`${name} 1`];
      return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ''].join('\n');
    })
    .join('');
}

describe('the catalogue', () => {
  test('that a coordinator registers is the one declared for it', () => {
    expect(registeredNames(coordinator.registry)).toEqual(catalogueNames('coordinator'));
  });

  test('that a worker registers is the one declared for it', () => {
    expect(registeredNames(worker.registry)).toEqual(catalogueNames('worker'));
  });

  test('that Prometheus is given follows its naming rules', async () => {
    const { exitCode, output } = await runPromtool(['check', 'metrics'], exposition());
    expect(output).toBe('');
    expect(exitCode).toBe(0);
  });

  test('that a fresh coordinator and a fresh worker serve is well formed', async () => {
    for (const { registry } of [coordinator, worker]) {
      const { output } = await runPromtool(['check', 'metrics'], await registry.metrics());
      expect(output).toBe('');
    }
  });

  test('that is the project’s own has its prefix in every name', () => {
    for (const { name } of everyMetric) expect(name).toMatch(/^enkit_[a-z0-9_]+$/);
  });

  test('that bounds every label leaves free ones to the info series only', () => {
    for (const { name, labels } of everyMetric) {
      expect([name, Object.values(labels).includes('free')]).toEqual([name, name.endsWith('_info')]);
      expect(labelCombinations(labels).length).toBeLessThanOrEqual(20);
    }
  });

  test('that names no member, job, batch or step in a label, and the run in one metric', () => {
    const labelled = everyMetric.flatMap(({ name, labels }) => Object.keys(labels).map((label) => `${name}.${label}`));
    expect(labelled.filter((label) => /\.(member|job|batch|step|run_id|node_id)$/.test(label))).toEqual([]);
    expect(labelled.filter((label) => label.endsWith('.run'))).toEqual(['enkit_run_info.run']);
  });

  test('that keeps the buckets of a histogram few and ascending', () => {
    for (const { buckets = [] } of everyMetric) {
      expect(buckets.length).toBeLessThanOrEqual(14);
      expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    }
  });

  test('that docs/metrics.md lists is the present one (npm run document -w packages/telemetry)', () => {
    const page = readFileSync(new URL('../../../../docs/metrics.md', import.meta.url), 'utf8');
    expect(page).toBe(renderMetricsDocument());
    const listed = [...page.matchAll(/^\| `(enkit_\w+)`/gm)].map(([, name]) => name);
    expect(listed.sort()).toEqual([...METRICS_BY_NAME.keys()].sort());
  });
});
