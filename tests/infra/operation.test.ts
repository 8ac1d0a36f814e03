import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StepRecord } from '@enkit/contracts';
import { type PrivatePrometheus, startEnkit, startPrometheus, startRedis, type TestRedis } from '@enkit/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { METRIC_CATALOGUE, type MetricDefinition } from '@enkit/telemetry';
import { contract } from './support/contract.ts';
import { dashboardQueries } from './support/dashboardQueries.ts';
import { sumOfSeries } from './support/exposition.ts';
import { scrapeToTheEnd } from './support/scraping.ts';

const MEMBERS = 60;
const STEPS = 4;
const EXPERIMENT = `name: watched
data: { source: sine, count: 40, testPoints: 50 }
model: { type: mlp, hidden: [6] }
method: { type: es-mda, steps: ${STEPS} }
ensemble: { size: ${MEMBERS}, seed: 3 }
outputs: { monitorEvery: 1 }
`;
const root = fileURLToPath(new URL('../../', import.meta.url));

let folder: string;
let redis: TestRedis;
let prometheus: PrivatePrometheus;
const processes: ChildProcess[] = [];

function start(words: readonly string[]): ChildProcess {
  const environment = { ...process.env, ENKIT_REDIS_URL: redis.url, ENKIT_PREFIX: redis.prefix };
  const child = spawn(process.execPath, words, {
    cwd: folder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 150_000,
    killSignal: 'SIGKILL',
  });
  processes.push(child);
  return child;
}

/** host:port of a worker's metrics, which its log tells. */
async function metricsTarget(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stderr! })) {
    const { url } = JSON.parse(line) as { url?: string };
    if (url) return new URL(url).host;
  }
  throw new Error('the worker ended before it served metrics');
}

async function startWorker(): Promise<string> {
  const words = [join(root, contract.worker.program), '--threads=1', `--prefix=${redis.prefix}`, '--metrics-port=0'];
  const child = start(words);
  const target = await metricsTarget(child);
  child.stderr?.resume();
  return target;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Runs the experiment to its end and gives the exit code and what was said on the way. */
async function runCoordinator(port: number): Promise<{ code: number | null; said: string }> {
  const { program, command } = contract.coordinator;
  const flags = ['--run-id=watched-1', '--out=run', '--resume', `--metrics-port=${port}`];
  const child = start([join(root, program), command, 'experiment.yaml', ...flags]);
  let said = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  return { code: child.exitCode, said };
}

function recordedSteps(): StepRecord[] {
  const lines = readFileSync(join(folder, 'run/metrics.jsonl'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as StepRecord);
}

async function valueOf(expression: string): Promise<number | undefined> {
  return (await prometheus.query(expression))[0]?.value;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'enkit-operation-'));
  writeFileSync(join(folder, 'experiment.yaml'), EXPERIMENT);
  redis = await startRedis();
  const targets = await Promise.all([startWorker(), startWorker(), startWorker()]);
  const port = await freePort();
  prometheus = await startPrometheus({
    scrapeIntervalMilliseconds: 200,
    jobs: [
      { job: 'enkit-coordinator', targets: [`127.0.0.1:${port}`] },
      { job: 'enkit-worker', targets },
    ],
  });
  // Prometheus takes some seconds to begin; the run might be over by then.
  await vi.waitUntil(async () => (await valueOf('sum(up)')) === 3, { timeout: 60_000, interval: 100 });
  const { code, said } = await runCoordinator(port);
  if (code !== 0) throw new Error(`the run ended with ${code}: ${said}`);
}, 180_000);

afterAll(async () => {
  // Workers hold no state: nothing is lost.
  for (const child of processes) child.kill('SIGKILL');
  await prometheus?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

describe('a run on three workers that a real Prometheus scrapes', () => {
  test('that is over has evaluated members x steps, as the coordinator and its workers count them', async () => {
    expect(recordedSteps()).toHaveLength(STEPS);
    expect(await valueOf('last_over_time(enkit_run_step[1h])')).toBe(recordedSteps().at(-1)?.step);
    expect(await valueOf('sum(max_over_time(enkit_members_evaluated_total{purpose="assimilate"}[1h]))')).toBe(
      MEMBERS * STEPS,
    );
    expect(
      await valueOf('sum(max_over_time(enkit_worker_members_total{outcome="evaluated"}[1h]))'),
    ).toBeGreaterThanOrEqual(MEMBERS * STEPS);
  });

  test('that is over has the RMSE of its record, to the digit', async () => {
    const last = recordedSteps().at(-1);
    expect(await valueOf('last_over_time(enkit_rmse{set="forecast"}[1h])')).toBe(last?.rmseForecast);
    expect(await valueOf('last_over_time(enkit_misfit[1h])')).toBe(last?.misfit);
  });

  test('that is over has told the R2 of each step: 1 less the squared RMSE over the variance of the data', () => {
    const steps = recordedSteps();
    const variances = [
      steps.map(({ rmseTest = NaN, r2Test = NaN }) => rmseTest ** 2 / (1 - r2Test)),
      steps.map(({ rmseTrain = NaN, r2Train = NaN }) => rmseTrain ** 2 / (1 - r2Train)),
    ];
    for (const [first = NaN, ...others] of variances) for (const other of others) expect(other).toBeCloseTo(first, 8);
  });

  test('that is over was one run with three workers', async () => {
    expect(await valueOf('count(last_over_time(enkit_run_info{run="watched-1"}[1h]))')).toBe(1);
    expect(await valueOf('count(max_over_time(enkit_worker_state{state="ready"}[1h]) == 1)')).toBe(3);
    expect(await valueOf('max(max_over_time(enkit_workers_connected[1h]))')).toBe(3);
  });
});

/** Members that fail, connections that are lost, and the share of a maxmemory that this Redis does not have. */
const EMPTY_PANELS = ['Failed members by code', 'Redis memory', 'Connections lost'];

describe('the dashboards', () => {
  test('that watched the run had data in every panel, but for those of trouble', async () => {
    const empty: string[] = [];
    for (const { panel, expression } of dashboardQueries('watched-1', '2s')) {
      const samples = await prometheus.query(`last_over_time((${expression})[5m:200ms])`);
      if (samples.length === 0) empty.push(panel);
    }
    expect(empty.sort()).toEqual(EMPTY_PANELS.toSorted());
  }, 120_000);
});

/** What only trouble makes grow; a counter of something else that stays 0 is set by nobody. */
const TROUBLE = [
  /^enkit_(batches|results|checkpoint|members)_(retried|lost|speculative|suspected|conflicting|unreadable|failures|failed)_total$/,
  /^enkit_redis_(data_lost|reconnects)_total$/,
  /^enkit_workers_(left|mismatched)_total$/,
  /^enkit_worker_stalls_total$/,
];
/** Nobody evaluates in the coordinator of a run through Redis. */
const OF_EVALUATION = /^enkit_worker_(batches_total|batch_seconds|members_total|member_seconds)$/;

type Role = 'coordinator' | 'worker';

function metricsOf(role: Role): MetricDefinition[] {
  return METRIC_CATALOGUE.filter(({ roles }) => roles.includes(role)).flatMap(({ metrics }) => metrics);
}

/** The last value of every series of a job, summed by name. */
async function lastByName(role: Role): Promise<Map<string, number>> {
  const selector = `{job="enkit-${role}", __name__=~"enkit_.+"}`;
  const samples = await prometheus.query(`sum by (__name__) (last_over_time(${selector}[1h]))`);
  return new Map(samples.map(({ labels, value }) => [labels['__name__'] ?? '', value]));
}

/** Metrics of the role without a value: gauges that are absent, counters and histograms that never counted. */
function unset(role: Role, values: ReadonlyMap<string, number>): string[] {
  const isSet = ({ name, type }: MetricDefinition): boolean => {
    if (type === 'gauge') return values.has(name);
    return (values.get(type === 'histogram' ? `${name}_count` : name) ?? 0) > 0;
  };
  return metricsOf(role).flatMap((metric) => (isSet(metric) ? [] : [metric.name]));
}

describe('the catalogue', () => {
  test('that a coordinator of workers serves is set by it, but for trouble and evaluation', async () => {
    const names = unset('coordinator', await lastByName('coordinator'));
    expect(names.filter((name) => ![...TROUBLE, OF_EVALUATION].some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('that a worker serves is set by it, but for trouble', async () => {
    const names = unset('worker', await lastByName('worker'));
    expect(names.filter((name) => !TROUBLE.some((pattern) => pattern.test(name)))).toEqual([]);
  });

  test('that a coordinator on its own serves is set by it: it is its own worker', async () => {
    const words = ['run', 'experiment.yaml', '--out=alone', '--metrics-port=0', '--json', '--quiet', '--threads=2'];
    const program = startEnkit(words, { directory: folder });
    const [, url = ''] = await program.shows(/metrics: (\S+)/);
    const text = (await scrapeToTheEnd(program, url)).at(-1) ?? '';
    expect(sumOfSeries(text, 'enkit_worker_members_total')).toBeGreaterThanOrEqual(MEMBERS * STEPS);
    expect(sumOfSeries(text, 'enkit_worker_member_seconds_count')).toBeGreaterThanOrEqual(MEMBERS * STEPS);
    expect(sumOfSeries(text, 'enkit_worker_batches_total')).toBeGreaterThan(STEPS);
    expect(sumOfSeries(text, 'enkit_workers_connected')).toBe(1);
    expect(sumOfSeries(text, 'enkit_workers_threads')).toBe(2);
  }, 60_000);
});
