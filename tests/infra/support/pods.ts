/** Pods and containers of rendered manifests, as far as the tests look at them. */
import type { Manifest } from './helm.ts';

export interface Probe {
  readonly httpGet?: { readonly path: string; readonly port: string };
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly resources: { readonly requests: Record<string, string>; readonly limits: Record<string, string> };
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly secret?: { readonly secretName: string };
}

export interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly terminationGracePeriodSeconds: number;
  readonly securityContext: Readonly<Record<string, unknown>>;
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: PodSpec;
}

interface Selector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

interface WorkloadSpec {
  readonly template?: PodTemplate;
  readonly selector?: Selector;
  readonly podSelector?: Selector;
  readonly volumeClaimTemplates?: readonly { readonly metadata: { readonly name: string } }[];
}

export interface Workload {
  readonly manifest: Manifest;
  readonly template: PodTemplate;
  readonly claims: readonly string[];
}

function specOf(manifest: Manifest): WorkloadSpec {
  return manifest['spec'] ?? {};
}

/** Objects that make pods. */
export function workloads(manifests: readonly Manifest[]): Workload[] {
  return manifests.flatMap((manifest) => {
    const { template, volumeClaimTemplates = [] } = specOf(manifest);
    return template ? [{ manifest, template, claims: volumeClaimTemplates.map(({ metadata }) => metadata.name) }] : [];
  });
}

/** The container of a component. */
export function containerOf(manifests: readonly Manifest[], component: string): Container {
  const containers = workloads(manifests).flatMap(({ template }) => template.spec.containers);
  const container = containers.find(({ name }) => name === component);
  if (!container) throw new Error(`no container ${component}`);
  return container;
}

/** Label selectors of the objects of a kind, by object name. */
export function selectorsOf(
  manifests: readonly Manifest[],
  kind: string,
): Map<string, Readonly<Record<string, string>>> {
  const found = manifests.filter((manifest) => manifest.kind === kind);
  return new Map(
    found.map((manifest) => {
      const { selector, podSelector } = specOf(manifest);
      // A Service has the labels themselves as its selector.
      const labels = (selector?.matchLabels ?? podSelector?.matchLabels ?? selector ?? {}) as Record<string, string>;
      return [manifest.metadata.name, labels];
    }),
  );
}

/** Whether the labels have all that the selector asks for. */
export function isSelected(
  labels: Readonly<Record<string, string>>,
  selector: Readonly<Record<string, string>>,
): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}
