import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEnkit, startEnkitWorker, startRedis, WORKER_READY, type ProgramEnd } from '@enkit/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CollectedSpan, startSpanCollector } from './support/spanCollector.ts';

const MEMBERS = 24;
const STEPS = 2;
const EXPERIMENT = `name: traced
data: { source: sine, count: 20, noise: 0.1, testPoints: 10 }
model: { type: mlp, hidden: [4] }
method: { type: es-mda, steps: ${STEPS} }
ensemble: { size: ${MEMBERS}, seed: 3 }
evaluation: { batch: 6 }
outputs: { monitorEvery: ${STEPS}, report: false }
`;

let folder: string;
let spans: readonly CollectedSpan[];
let run: ProgramEnd;
let worker: ProgramEnd;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enkit-tracing-'));
  writeFileSync(join(folder, 'traced.yaml'), EXPERIMENT);
  const collector = await startSpanCollector();
  const redis = await startRedis();
  const environment = {
    ENKIT_REDIS_URL: redis.url,
    ENKIT_PREFIX: redis.prefix,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
  };
  const started = startEnkitWorker(['--threads=1', `--prefix=${redis.prefix}`], { directory: folder, environment });
  await started.shows(WORKER_READY);
  run = await startEnkit(['run', 'traced.yaml', '--out=run', '--run-id=traced-1', '--json', '--quiet'], {
    directory: folder,
    environment,
  }).ended;
  worker = await started.end('SIGTERM');
  await redis.stop();
  collector.close();
  spans = collector.spans;
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const named = (name: string): CollectedSpan[] => spans.filter((span) => span.name === name);
const parentOf = ({ parentSpanId }: CollectedSpan): CollectedSpan | undefined =>
  spans.find(({ spanId }) => spanId === parentSpanId);

/** Names from a span up to the root. */
function lineage(span: CollectedSpan): string[] {
  const parent = parentOf(span);
  return [span.name, ...(parent ? lineage(parent) : [])];
}

describe('a run through Redis that is traced', () => {
  it('that ends well leaves one trace, of coordinator and worker, with the run as its only root', () => {
    expect([run.code, worker.code]).toEqual([0, 0]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ service }) => service))).toEqual(new Set(['enkit-coordinator', 'enkit-worker']));
    expect(spans.filter((span) => !parentOf(span)).map(({ name }) => name)).toEqual(['run']);
  });

  it('that ends well has its steps below the run, and their phases below the steps', () => {
    expect(named('step').map((span) => [span.attributes['enkit.step'], ...lineage(span)])).toEqual(
      Array.from({ length: STEPS }, (_, k) => [k + 1, 'step', 'run']),
    );
    for (const phase of ['evaluate', 'assimilate', 'record'])
      expect(named(phase).map(lineage)).toEqual(Array.from({ length: STEPS }, () => [phase, 'step', 'run']));
    const below = (step: number): string[] => (step === 0 ? ['run'] : ['record', 'step', 'run']);
    expect(named('checkpoint').map((span) => [span.attributes['enkit.step'], ...lineage(span).slice(1)])).toEqual(
      Array.from({ length: STEPS + 1 }, (_, step) => [step, ...below(step)]),
    );
  });

  it('that ends well has each batch on the worker, below the job, below the step that asked for it', () => {
    const batches = named('batch').filter(({ attributes }) => attributes['enkit.purpose'] === 'assimilate');
    const ways = new Set(batches.map((span) => lineage(span).join(' < ')));
    expect([...ways]).toEqual(['batch < process _members < addBulk _members < evaluate < step < run']);
    expect(new Set(batches.map(({ service }) => service))).toEqual(new Set(['enkit-worker']));
    for (let step = 1; step <= STEPS; step++) {
      const sizes = batches
        .filter(({ attributes }) => attributes['enkit.step'] === step)
        .map(({ attributes }) => Number(attributes['enkit.members']));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(MEMBERS);
    }
  });

  it('that ends well has no failed span, and none with numbers of the ensemble', () => {
    expect(spans.filter(({ failed }) => failed)).toEqual([]);
    const own = spans.filter(({ scope }) => scope === 'enkit').flatMap(({ attributes }) => Object.values(attributes));
    expect(own.filter((value) => typeof value === 'object')).toEqual([]);
    expect(JSON.stringify(spans)).not.toContain('redis://');
  });
});

it('that a collector which is not there is told once and costs the run nothing else', async () => {
  const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
  const words = ['run', 'traced.yaml', '--out=alone', '--json', '--quiet'];
  const alone = await startEnkit(words, { directory: folder, environment }).ended;
  expect(alone.code).toBe(0);
  expect(alone.stderr.match(/traces cannot be sent/g)).toHaveLength(1);
  const hash = (text: string): string => /"ensembleSha256":"(\w+)"/.exec(text)?.[1] ?? '';
  expect(hash(alone.stdout)).toBe(hash(run.stdout));
  expect(readFileSync(join(folder, 'alone/metrics.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(STEPS);
}, 60_000);
