import { describe, expect, test } from 'vitest';
import { type Manifest, renderChart } from './support/helm.ts';
import { containerOf } from './support/pods.ts';

interface EgressRule {
  readonly ports: readonly { readonly port: number }[];
  readonly to?: unknown;
}

/** What a worker may reach. */
function workerEgress(manifests: readonly Manifest[]): readonly EgressRule[] {
  const policy = manifests.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === 'try-worker');
  if (!policy) throw new Error('no policy of the worker');
  return (policy['spec'] as { egress: EgressRule[] }).egress;
}

describe('a chart', () => {
  test('that sends traces tells both programs where to, and lets them reach it and nobody else', async () => {
    const manifests = await renderChart('production.yaml');
    const rule = workerEgress(manifests).find(({ ports }) => ports.some(({ port }) => port === 4318));
    expect(rule?.to).toEqual([{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }]);
    for (const component of ['coordinator', 'worker'])
      expect(containerOf(manifests, component).env).toContainEqual({
        name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
        value: 'http://collector.monitoring.svc:4318',
      });
  });

  test('that sends no traces does not name the variable', async () => {
    expect(JSON.stringify(await renderChart())).not.toContain('OTEL_');
  });

  test.each([
    ['https://collector.example.org/otlp', 443],
    ['http://collector', 80],
    ['http://collector:14318/', 14_318],
  ])('that sends traces to %s opens the port %i', async (endpoint, expected) => {
    const egress = workerEgress(await renderChart(undefined, { 'tracing.otlpEndpoint': endpoint }));
    expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toContainEqual([expected]);
  });
});
