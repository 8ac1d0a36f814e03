import { readFileSync } from 'node:fs';
import { EXIT_CODES, experimentSchema } from '@enkit/contracts';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { catalogueFaults } from './support/catalogueCheck.ts';
import { contract, contractFaults } from './support/contract.ts';
import { lintChart, type Manifest, renderChart } from './support/helm.ts';
import { schemaFaults, typeFaults } from './support/manifestSchemas.ts';
import { containerOf, isSelected, selectorsOf, workloads } from './support/pods.ts';

/** Value files of the chart's ci folder; undefined is the chart as it stands. */
const VALUE_FILES = [undefined, 'try.yaml', 'hpa.yaml', 'production.yaml'] as const;
const rendered = new Map<string | undefined, Manifest[]>();

beforeAll(async () => {
  const all = await Promise.all(VALUE_FILES.map((file) => renderChart(file)));
  VALUE_FILES.forEach((file, index) => rendered.set(file, all[index] ?? []));
}, 180_000);

function manifestsOf(file: (typeof VALUE_FILES)[number]): Manifest[] {
  return rendered.get(file) ?? [];
}

function only(manifests: readonly Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(
    (manifest) => manifest.kind === kind && (name === undefined || manifest.metadata.name === name),
  );
  const [first] = found;
  if (!first || found.length > 1) throw new Error(`expected one ${kind} ${name ?? ''}, got ${found.length}`);
  return first;
}

describe.each(VALUE_FILES)('the chart with the values %s', (file) => {
  test('that helm lints strictly passes', async () => {
    expect(await lintChart(file)).toContain('1 chart(s) linted, 0 chart(s) failed');
  });

  test('that is rendered holds only what the schemas of Kubernetes and its operators allow', () => {
    expect(manifestsOf(file).length).toBeGreaterThan(8);
    expect(schemaFaults(manifestsOf(file))).toEqual([]);
  });

  test('that makes pods keeps to the restricted Pod Security profile, read-only and without a token', () => {
    for (const { template } of workloads(manifestsOf(file))) {
      expect(template.spec.automountServiceAccountToken).toBe(false);
      expect(template.spec.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      for (const { securityContext } of template.spec.containers) {
        expect(securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('that makes containers gives each probes, requests, a memory limit equal to its request, and a fixed image', () => {
    for (const container of workloads(manifestsOf(file)).flatMap(({ template }) => template.spec.containers)) {
      expect(container).toMatchObject({ livenessProbe: {}, readinessProbe: {}, startupProbe: {} });
      expect(container.resources.requests['cpu']).toBeDefined();
      expect(container.resources.limits['memory']).toBe(container.resources.requests['memory']);
      expect(container.image).toMatch(/(:(?!latest$)[\w.-]+|@sha256:[0-9a-f]{64})$/);
    }
  });

  test('that mounts volumes mounts those that the pod has, and the pod has none that is not mounted', () => {
    for (const { template, claims } of workloads(manifestsOf(file))) {
      const volumes = [...template.spec.volumes.map(({ name }) => name), ...claims].sort();
      const mounted = template.spec.containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      expect(mounted.sort()).toEqual(volumes);
    }
  });

  test('that refers to its own Secrets, ConfigMaps and claims makes them', () => {
    const names = new Set(manifestsOf(file).map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    const given = new Set(['Secret/redis', 'Secret/redis-ca', 'Secret/metrics-token', 'ConfigMap/calibration']);
    const asked = workloads(manifestsOf(file)).flatMap(({ template }) =>
      template.spec.volumes.flatMap(({ configMap, secret }) =>
        [configMap && `ConfigMap/${configMap.name}`, secret && `Secret/${secret.secretName}`].filter(
          (name) => name !== undefined,
        ),
      ),
    );
    expect(asked.filter((name) => !names.has(name) && !given.has(name))).toEqual([]);
  });

  test.each(['Service', 'PodDisruptionBudget', 'NetworkPolicy', 'Deployment', 'PodMonitor'])(
    'that has a %s selects pods that exist, and with each its own component only',
    (kind) => {
      const pods = workloads(manifestsOf(file)).map(({ template }) => template.metadata.labels);
      for (const [name, selector] of selectorsOf(manifestsOf(file), kind)) {
        const selected = pods.filter((labels) => isSelected(labels, selector));
        expect(selected.length).toBe(name.endsWith('default-deny') ? pods.length : 1);
      }
    },
  );
});

test('that of all keys rendered the types of Kubernetes and its operators refuse only one put in for the purpose', async () => {
  const misspelt = structuredClone(only(manifestsOf(undefined), 'Deployment')) as Manifest & {
    spec: Record<string, unknown>;
  };
  misspelt.spec['replica'] = 3;
  expect(schemaFaults([misspelt])).toEqual([]);
  const faults = await typeFaults([...[...rendered.values()].flat(), misspelt]);
  expect(faults).toContain(`'"replica"' does not exist in type 'IDeploymentSpec'`);
  expect(faults.match(/error TS/g)).toHaveLength(1);
});

describe('the programs in the chart', () => {
  test.each(VALUE_FILES)('that %s starts are given flags and variables of the contract', (file) => {
    for (const component of ['coordinator', 'worker'] as const) {
      const container = containerOf(manifestsOf(file), component);
      const [first, ...others] = container.args ?? [];
      const variables = (container.env ?? []).map(({ name }) => name);
      expect(container.command).toBeUndefined();
      expect(first).toBe(contract[component].program);
      expect(contractFaults(contract[component], others, variables)).toEqual([]);
    }
  });

  test('that serve metrics do so on the contract’s port and paths', () => {
    for (const component of ['coordinator', 'worker']) {
      const container = containerOf(manifestsOf(undefined), component);
      expect(container.args).toContain(`--metrics-port=${contract.metrics.port}`);
      expect(container.ports).toEqual([{ name: 'metrics', containerPort: contract.metrics.port }]);
      expect(container.livenessProbe?.httpGet).toEqual({ path: contract.metrics.paths['liveness'], port: 'metrics' });
      expect(container.startupProbe?.httpGet).toEqual({ path: contract.metrics.paths['liveness'], port: 'metrics' });
      expect(container.readinessProbe?.httpGet).toEqual({ path: contract.metrics.paths['readiness'], port: 'metrics' });
    }
  });

  test('that are slow to answer are restarted, the coordinator later than a worker', () => {
    const patience = (component: string) => {
      const { periodSeconds = 0, failureThreshold = 0 } =
        containerOf(manifestsOf(undefined), component).livenessProbe ?? {};
      return periodSeconds * failureThreshold;
    };
    expect(patience('coordinator')).toBe(600);
    expect(patience('worker')).toBe(120);
  });

  test('that run as the image’s user may write where the contract says and nowhere else', () => {
    for (const component of ['coordinator', 'worker']) {
      const { template } = workloads(manifestsOf(undefined)).find(
        ({ manifest }) => manifest.metadata.name === `try-${component}`,
      )!;
      expect(template.spec.securityContext).toMatchObject({ runAsUser: contract.user, fsGroup: contract.user });
    }
    const writable = (component: string) =>
      containerOf(manifestsOf(undefined), component)
        .volumeMounts.filter((mount) => !('readOnly' in mount))
        .map(({ mountPath }) => mountPath);
    expect(writable('coordinator').sort()).toEqual([contract.paths.runs, contract.paths.temporary]);
    expect(writable('worker')).toEqual([contract.paths.temporary]);
  });

  test('that drain get more time than they take', () => {
    for (const file of VALUE_FILES) {
      const { template } = workloads(manifestsOf(file)).find(({ manifest }) => manifest.kind === 'Deployment')!;
      const grace = Number(/--grace=(\d+)/.exec(template.spec.containers[0]?.args?.join(' ') ?? '')?.[1]);
      expect(grace).toBeGreaterThanOrEqual(contract.graceSeconds);
      expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(grace);
    }
  });

  test('that resume have the run’s name in the directory and survive everything but the user’s mistakes', () => {
    const { args = [] } = containerOf(manifestsOf('production.yaml'), 'coordinator');
    expect(args.slice(1, 3)).toEqual([contract.coordinator.command, '/experiment/calibration.yaml']);
    expect(args).toContain('--resume');
    expect(args).toContain('--run-id=calibration-1');
    expect(args).toContain('--out=/runs/calibration-1');
    const job = only(manifestsOf('production.yaml'), 'Job') as Manifest & {
      spec: { podFailurePolicy: { rules: { action: string; onExitCodes?: { values: number[] } }[] } };
    };
    const codes = (action: string) =>
      job.spec.podFailurePolicy.rules
        .filter((rule) => rule.action === action)
        .flatMap(({ onExitCodes }) => onExitCodes?.values ?? []);
    expect(new Set(codes('FailJob'))).toEqual(new Set(contract.exitCodesNotRetried.map((kind) => EXIT_CODES[kind])));
    expect(codes('Ignore')).toEqual([contract.interruptedExitCode]);
  });
});

describe('the chart', () => {
  test('that stands as it is holds an experiment that the schema accepts', () => {
    const { data } = only(manifestsOf(undefined), 'ConfigMap', 'try-experiment') as Manifest & {
      data: Record<string, string>;
    };
    expect(() => experimentSchema.parse(parse(data['experiment.yaml'] ?? ''))).not.toThrow();
  });

  test('that scales by KEDA asks the coordinator’s own gauge, as its monitor names it, and has a fallback', () => {
    const { spec } = only(manifestsOf('production.yaml'), 'ScaledObject') as Manifest & {
      spec: { fallback: object; scaleTargetRef: { name: string }; triggers: { metadata: Record<string, string> }[] };
    };
    const { query = '', ignoreNullValues } = spec.triggers[0]?.metadata ?? {};
    expect(catalogueFaults(query)).toEqual([]);
    expect(query).toContain('namespace="lab"');
    // A ServiceMonitor takes the name of the Service as the job.
    const job = /job="([^"]+)"/.exec(query)?.[1];
    expect(only(manifestsOf('production.yaml'), 'Service', job).metadata.name).toBe(job);
    // A run that is over has no series: its workers leave, in place of staying as many as the fallback says.
    expect(ignoreNullValues).toBe('true');
    expect(spec.fallback).toEqual({ failureThreshold: 4, replicas: 10 });
    expect(only(manifestsOf('production.yaml'), 'Deployment', spec.scaleTargetRef.name)['spec']).not.toHaveProperty(
      'replicas',
    );
  });

  test('that scales by processor use keeps at least one worker, and never both ways at once', () => {
    const { spec } = only(manifestsOf('hpa.yaml'), 'HorizontalPodAutoscaler') as Manifest & {
      spec: { minReplicas: number };
    };
    expect(spec.minReplicas).toBe(1);
    expect(manifestsOf('hpa.yaml').some(({ kind }) => kind === 'ScaledObject')).toBe(false);
    expect(manifestsOf('production.yaml').some(({ kind }) => kind === 'HorizontalPodAutoscaler')).toBe(false);
  });

  test('that carries the alerts carries those of infra/prometheus with links to the runbook given', () => {
    const { spec } = only(manifestsOf('production.yaml'), 'PrometheusRule');
    const source = readFileSync(new URL('../../infra/prometheus/enkit.rules.yaml', import.meta.url), 'utf8');
    expect(spec).toEqual(parse(source.replaceAll('docs/runbook.md', 'https://example.org/enkit/docs/runbook.md')));
  });

  test('that knows how slow a member may be tells the alert on stalled runs', async () => {
    const sets = { 'monitoring.enabled': 'true', 'monitoring.rules.stalledSeconds': '14400' };
    const rule = JSON.stringify(only(await renderChart(undefined, sets), 'PrometheusRule'));
    expect(rule).toContain('instance:enkit_run_silence:seconds > 14400 and');
    expect(rule).not.toContain('> 1800');
  });

  test('that carries the dashboards carries them whole, and only on request', () => {
    const { data } = only(manifestsOf('production.yaml'), 'ConfigMap', 'try-dashboards') as Manifest & {
      data: Record<string, string>;
    };
    for (const name of ['enkit-run.json', 'enkit-fleet.json']) {
      const source = readFileSync(new URL(`../../infra/grafana/dashboards/${name}`, import.meta.url), 'utf8');
      expect(JSON.parse(data[name] ?? '')).toEqual(JSON.parse(source));
    }
    expect(manifestsOf('hpa.yaml').some(({ metadata }) => metadata.name.endsWith('-dashboards'))).toBe(false);
    expect(manifestsOf(undefined).some(({ apiVersion }) => apiVersion.includes('coreos'))).toBe(false);
  });

  test('that has a Redis of its own never lets it evict, and gives all the same password', () => {
    const { data } = only(manifestsOf(undefined), 'ConfigMap', 'try-redis') as Manifest & {
      data: Record<string, string>;
    };
    expect(data['redis.conf']).toMatch(/^maxmemory-policy noeviction$/m);
    expect(data['redis.conf']).toMatch(/^appendonly yes$/m);
    const secrets = workloads(manifestsOf(undefined)).flatMap(({ template }) =>
      template.spec.volumes.flatMap(({ secret }) => secret?.secretName ?? []),
    );
    expect(secrets).toEqual(['try-redis', 'try-redis', 'try-redis']);
    expect(manifestsOf('production.yaml').some(({ metadata }) => metadata.name === 'try-redis')).toBe(false);
  });

  test('that gets a password makes a Secret of it and shows it nowhere else', () => {
    const text = JSON.stringify(manifestsOf('try.yaml').filter(({ kind }) => kind !== 'Secret'));
    expect(JSON.stringify(only(manifestsOf('try.yaml'), 'Secret'))).toContain('correct-horse');
    expect(text).not.toContain('correct-horse');
  });
});

describe('values that cannot be meant', () => {
  test.concurrent.each([
    [{ 'worker.graceSeconds': '56' }, 'must be at least worker.graceSeconds (56) + 5'],
    [{ 'experiment.file': 'other.yaml' }, 'experiment.files has no other.yaml'],
    [{ 'redis.bundled.enabled': 'false' }, 'redis.external.url is needed'],
    [{ 'redis.external.url': 'redis://:secret@host' }, 'redis/external/url'],
    [{ 'redis.external.url': 'redis://user:secret@host' }, 'redis/external/url'],
    [{ 'run.id': '1-Run' }, 'run/id'],
    [{ 'worker.autoscaling.type': 'both' }, 'autoscaling/type'],
    [{ 'worker.replica': '3' }, "additional properties 'replica' not allowed"],
    [{ 'worker.maxUnavailable': '0%' }, 'worker/maxUnavailable'],
    [{ 'redis.bundled.maxmemory': '0' }, 'redis/bundled/maxmemory'],
    [{ 'redis.auth.password': 'two words' }, 'redis/auth/password'],
    [{ 'tracing.otlpEndpoint': 'collector:4317' }, 'tracing/otlpEndpoint'],
  ])('that are %j are refused with the reason', async (sets, reason) => {
    await expect(renderChart(undefined, sets)).rejects.toThrow(reason);
  });
});
