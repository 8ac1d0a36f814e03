/**
 * Holds manifests against the schemas of Kubernetes, KEDA and the Prometheus operator. The models' own check looks at
 * types and formats but lets unknown keys pass; their TypeScript types refuse those, so the compiler is asked as well.
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CACHE_DIRECTORY } from '@enkit/testing';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1';
import {
  PodMonitor,
  PrometheusRule,
  ServiceMonitor,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1';
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount } from 'kubernetes-models/v1';
import type { Manifest } from './helm.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface ModelClass {
  readonly apiVersion: string;
  readonly kind: string;
  new (data?: never): { validate(): void };
}

/** Module of the types, and the classes that it exports. */
const MODELS: Readonly<Record<string, readonly ModelClass[]>> = {
  '@kubernetes-models/keda/keda.sh/v1alpha1': [ScaledObject],
  '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1': [PodMonitor, PrometheusRule, ServiceMonitor],
  'kubernetes-models/apps/v1': [Deployment, StatefulSet],
  'kubernetes-models/autoscaling/v2': [HorizontalPodAutoscaler],
  'kubernetes-models/batch/v1': [Job],
  'kubernetes-models/networking.k8s.io/v1': [NetworkPolicy],
  'kubernetes-models/policy/v1': [PodDisruptionBudget],
  'kubernetes-models/v1': [ConfigMap, PersistentVolumeClaim, Secret, Service, ServiceAccount],
};

interface KnownModel {
  readonly module: string;
  readonly model: ModelClass;
}

function modelOf({ apiVersion, kind }: Manifest): KnownModel {
  for (const [module, models] of Object.entries(MODELS)) {
    const model = models.find((candidate) => candidate.apiVersion === apiVersion && candidate.kind === kind);
    if (model) return { module, model };
  }
  throw new Error(`no schema for ${apiVersion} ${kind}`);
}

/** What the models' own check finds wrong, such as a string where a number belongs. */
export function schemaFaults(manifests: readonly Manifest[]): string[] {
  return manifests.flatMap((manifest) => {
    const { model } = modelOf(manifest);
    try {
      new model(manifest as never).validate();
      return [];
    } catch (error) {
      return [`${manifest.kind} ${manifest.metadata.name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

function typedSource(manifests: readonly Manifest[]): string {
  return manifests
    .map((manifest, index) => {
      const { module, model } = modelOf(manifest);
      return `export const object${index}: import('${module}').I${model.kind} = ${JSON.stringify(manifest)};`;
    })
    .join('\n');
}

async function compile(directory: string): Promise<string> {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    return (await run(process.execPath, [compiler, '-p', directory])).stdout;
  } catch (error) {
    return (error as { stdout?: string }).stdout || String(error);
  }
}

/** What the TypeScript types refuse, such as a misspelt key: the compiler's messages, empty if nothing. */
export async function typeFaults(manifests: readonly Manifest[]): Promise<string> {
  const directory = join(CACHE_DIRECTORY, `manifests-${process.pid}-${Math.trunc(performance.now())}`);
  await mkdir(directory, { recursive: true });
  const options = { noEmit: true, strict: true, skipLibCheck: true, types: [], module: 'nodenext', lib: ['es2025'] };
  await writeFile(
    join(directory, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['objects.mts'] }),
  );
  await writeFile(join(directory, 'objects.mts'), typedSource(manifests));
  const messages = await compile(directory);
  await rm(directory, { recursive: true });
  return messages;
}
