import type { StepRecord } from '@enkit/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { observeRun, type RunObserver } from './observeRun.ts';

let observer: RunObserver;
let closed: Promise<void> | undefined;

beforeEach(async () => {
  closed = undefined;
  observer = await observeRun({ port: 0, host: '127.0.0.1', version: '0' });
});
afterEach(() => closed ?? lastScrape());

const get = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await fetch(new URL(path, observer.url));
  return { status: response.status, text: await response.text() };
};

const metrics = async (): Promise<string[]> => (await get('/metrics')).text.split('\n');

const progress = (done: number, purpose = 'assimilate') =>
  observer.listen({ type: 'progress', progress: { step: 1, purpose, done, failed: 0, total: 8, node: 'here' } });

const record: StepRecord = {
  step: 1,
  alpha: 1,
  inverseAlphaSum: 1,
  members: 8,
  observations: 4,
  rmseForecast: 0.1,
  coverageForecast: 0.9,
  misfit: 0.5,
  spread: 0.1,
  parameterSpread: 0.5,
  condition: 1,
  collapsed: false,
  passes: 1,
  failures: [],
  seconds: { evaluate: 1, assimilate: 1, record: 1 },
  elapsedSeconds: 3,
};

/** Closes as a run does, and fetches what the last scrape sees. */
async function lastScrape(): Promise<string[]> {
  await metrics();
  closed = observer.close();
  const seen = await metrics();
  await closed;
  return seen;
}

it('that a scaler reads an empty queue, and a probe no readiness, before the session is open', async () => {
  const lines = await metrics();
  for (const state of ['held', 'waiting', 'active']) expect(lines).toContain(`enkit_queue_jobs{state="${state}"} 0`);
  expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('opening the session') });
});

it('that the analysis begins with the last member', async () => {
  progress(7);
  expect(await metrics()).toContain('enkit_run_phase{phase="evaluating"} 1');
  progress(8);
  expect(await metrics()).toContain('enkit_run_phase{phase="assimilating"} 1');
  await lastScrape();
});

it('that evaluations which score the ensemble belong to the record, after which the next step is evaluated', async () => {
  progress(8);
  for (const purpose of ['monitor', 'final-train']) {
    progress(8, purpose);
    expect(await metrics()).toContain('enkit_run_phase{phase="recording"} 1');
    observer.listen({ type: 'step', record });
    expect(await metrics()).toContain('enkit_run_phase{phase="evaluating"} 1');
  }
  await lastScrape();
});

it('that lost jobs are counted one by one', async () => {
  observer.listen({ type: 'notice', kind: 'lost', routine: false, message: 'lost', jobs: 3 });
  expect(await metrics()).toContain('enkit_batches_lost_total 3');
  await lastScrape();
});

it('that the last scrape of a run without a result sees that it failed', async () => {
  expect(await lastScrape()).toContain('enkit_run_phase{phase="failed"} 1');
});
