/** Where the chart puts pods, what it lets through, what it keeps. */
import { beforeAll, describe, expect, test } from 'vitest';
import { type Manifest, renderChart } from './support/helm.ts';
import { containerOf, isSelected, type PodSpec, workloads } from './support/pods.ts';

let standard: Manifest[];
let production: Manifest[];
let bare: Manifest[];

beforeAll(async () => {
  [standard, production, bare] = await Promise.all([
    renderChart(),
    renderChart('production.yaml'),
    renderChart('hpa.yaml'),
  ]);
}, 120_000);

function podOf(manifests: readonly Manifest[], component: string) {
  const found = workloads(manifests).find(({ template }) => template.spec.containers[0]?.name === component);
  if (!found) throw new Error(`no pods of the ${component}`);
  return found.template;
}

function specOf(manifests: readonly Manifest[], kind: string, name: string): Record<string, unknown> {
  const found = manifests.find((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found['spec'] as Record<string, unknown>;
}

interface SpreadPodSpec extends PodSpec {
  readonly topologySpreadConstraints?: readonly {
    readonly topologyKey: string;
    readonly whenUnsatisfiable: string;
    readonly labelSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  }[];
}

describe('workers', () => {
  test('that are spread are so over zones and nodes as far as possible, counted by their own labels', () => {
    const { metadata, spec } = podOf(standard, 'worker');
    const { topologySpreadConstraints: constraints = [] }: SpreadPodSpec = spec;
    expect(constraints.map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable])).toEqual([
      ['topology.kubernetes.io/zone', 'ScheduleAnyway'],
      ['kubernetes.io/hostname', 'ScheduleAnyway'],
    ]);
    for (const { labelSelector } of constraints)
      expect(isSelected(metadata.labels, labelSelector.matchLabels)).toBe(true);
    expect(podOf(bare, 'worker').spec).not.toHaveProperty('topologySpreadConstraints');
  });

  test('that may be taken away live on spot nodes, their coordinator with priority on steady ones', () => {
    expect(podOf(production, 'worker').spec).toMatchObject({
      nodeSelector: { pool: 'spot' },
      tolerations: [{ key: 'spot', operator: 'Equal', value: 'true', effect: 'NoSchedule' }],
    });
    const coordinator = podOf(production, 'coordinator').spec;
    expect(coordinator).toMatchObject({ nodeSelector: { pool: 'steady' }, priorityClassName: 'important' });
    expect(coordinator).not.toHaveProperty('tolerations');
  });

  test('that a drain takes go a quarter at a time, and those that are not ready hold up none', () => {
    const budget = { maxUnavailable: '25%', unhealthyPodEvictionPolicy: 'AlwaysAllow' };
    expect(specOf(standard, 'PodDisruptionBudget', 'try-worker')).toMatchObject(budget);
  });
});

describe('the network', () => {
  test('that is closed to all pods of the release is opened for the metrics, names and Redis', () => {
    const selector = { 'app.kubernetes.io/name': 'enkit', 'app.kubernetes.io/instance': 'try' };
    expect(specOf(standard, 'NetworkPolicy', 'try-default-deny')).toEqual({
      podSelector: { matchLabels: selector },
      policyTypes: ['Ingress', 'Egress'],
    });
    for (const component of ['coordinator', 'worker']) {
      const { ingress, egress } = specOf(standard, 'NetworkPolicy', `try-${component}`);
      const from = [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } } }];
      expect(ingress).toEqual([{ from, ports: [{ port: 'metrics' }] }]);
      const ports = (egress as { ports: { port: number }[] }[]).flatMap((rule) => rule.ports.map(({ port }) => port));
      expect(ports).toEqual([53, 53, 6379]);
    }
  });

  test('that the cluster guards by itself gets no policies', () => {
    expect(bare.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
  });
});

describe('the results', () => {
  test('that a run leaves lie on a claim that outlives the release', () => {
    const claim = production.find(({ kind }) => kind === 'PersistentVolumeClaim');
    expect(claim).toMatchObject({
      metadata: { name: 'try-runs', annotations: { 'helm.sh/resource-policy': 'keep' } },
      spec: {
        accessModes: ['ReadWriteOncePod'],
        storageClassName: 'fast',
        resources: { requests: { storage: '200Gi' } },
      },
    });
    const runs = { name: 'runs', persistentVolumeClaim: { claimName: 'try-runs' } };
    expect(podOf(production, 'coordinator').spec.volumes).toContainEqual(runs);
  });

  test('that have a claim already get no second one', async () => {
    const manifests = await renderChart(undefined, { 'coordinator.persistence.existingClaim': 'mine' });
    expect(manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')).toEqual([]);
    const runs = { name: 'runs', persistentVolumeClaim: { claimName: 'mine' } };
    expect(podOf(manifests, 'coordinator').spec.volumes).toContainEqual(runs);
  });
});

describe('the live page', () => {
  test('that is asked for listens on the pod’s loopback only; nobody asks, none does', () => {
    const flags = (manifests: readonly Manifest[]) =>
      (containerOf(manifests, 'coordinator').args ?? []).filter((flag) => flag.startsWith('--ui'));
    expect(flags(production)).toEqual(['--ui=7310']);
    expect(flags(standard)).toEqual([]);
  });
});
