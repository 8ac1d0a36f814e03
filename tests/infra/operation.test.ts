import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { StepRecord } from '@enkit/contracts';
import { type PrivatePrometheus, startPrometheus, startRedis, type TestRedis } from '@enkit/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { contract } from './support/contract.ts';

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
  const environment = { ...process.env, ENKIT_REDIS_URL: redis.url, ENKIT_PREFIX: redis.prefix, NO_COLOR: '1' };
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

  test('that is over was one run with three workers', async () => {
    expect(await valueOf('count(last_over_time(enkit_run_info{run="watched-1"}[1h]))')).toBe(1);
    expect(await valueOf('count(max_over_time(enkit_worker_state{state="ready"}[1h]) == 1)')).toBe(3);
    expect(await valueOf('max(max_over_time(enkit_workers_connected[1h]))')).toBe(3);
  });
});
