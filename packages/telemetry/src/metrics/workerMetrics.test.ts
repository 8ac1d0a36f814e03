import { afterEach, beforeEach, expect, test } from 'vitest';
import { createWorkerMetrics, type WorkerMetrics } from './workerMetrics.ts';

let metrics: WorkerMetrics;
beforeEach(() => {
  metrics = createWorkerMetrics({ version: '0.0.0', kernels: 'narrow' });
});
afterEach(() => metrics.close());

test('that a batch is counted with its members by outcome', async () => {
  metrics.observeBatch({
    outcome: 'completed',
    seconds: 2.5,
    members: [
      { status: 'evaluated' },
      { status: 'failed', code: 'MEMBER_TIMEOUT', message: 'after 30 s', node: 'a/1' },
    ],
  });
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/^enkit_worker_members_total\{outcome="evaluated"\} 1$/m);
  expect(text).toMatch(/^enkit_worker_members_total\{outcome="MEMBER_TIMEOUT"\} 1$/m);
  expect(text).toMatch(/^enkit_worker_batch_seconds_sum\{outcome="completed"\} 2.5$/m);
  expect(text).toMatch(/^enkit_worker_member_seconds_sum 2.5$/m);
});

test('that a batch handed back counts no member', async () => {
  metrics.observeBatch({ outcome: 'handed-back', seconds: 1, members: [] });
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/^enkit_worker_batches_total\{outcome="handed-back"\} 1$/m);
  expect(text).toMatch(/^enkit_worker_member_seconds_count 0$/m);
});

test('that the process’ own figures are read at each scrape and never fall where they only grow', async () => {
  const cpu = async () => Number(/^enkit_process_cpu_seconds_total (.*)$/m.exec(await metrics.registry.metrics())?.[1]);
  const before = await cpu();
  for (let i = 0; i < 1e6; i++) Math.sin(i);
  expect(await cpu()).toBeGreaterThan(before);
  const own = process.cpuUsage();
  expect(await cpu()).toBeGreaterThanOrEqual((own.user + own.system) / 1e6);
});

test('that the answers to results and the stalls found are counted', async () => {
  for (const answer of ['ok', 'ok', 'duplicate'] as const) metrics.countCommit(answer);
  metrics.countStall();
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/^enkit_worker_results_total\{answer="ok"\} 2$/m);
  expect(text).toMatch(/^enkit_worker_results_total\{answer="duplicate"\} 1$/m);
  expect(text).toMatch(/^enkit_worker_results_total\{answer="conflict"\} 0$/m);
  expect(text).toMatch(/^enkit_worker_stalls_total 1$/m);
});

test('that threads and state are shown as they are now', async () => {
  metrics.setWorkerState('starting');
  metrics.setWorkerState('ready');
  metrics.setThreads({ busy: 3, idle: 1 });
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/^enkit_worker_state\{state="ready"\} 1$/m);
  expect(text).toMatch(/^enkit_worker_state\{state="starting"\} 0$/m);
  expect(text).toMatch(/^enkit_worker_threads\{state="busy"\} 3$/m);
});
