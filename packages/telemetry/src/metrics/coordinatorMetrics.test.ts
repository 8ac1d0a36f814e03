import type { EvaluationProgress, StepRecord } from '@enkit/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CoordinatorMetrics, createCoordinatorMetrics } from './coordinatorMetrics.ts';

let metrics: CoordinatorMetrics;
beforeEach(() => {
  metrics = createCoordinatorMetrics({ version: '0.0.0', kernels: 'narrow' });
});
afterEach(() => metrics.close());

const record: StepRecord = {
  step: 3,
  plannedSteps: 16,
  alpha: 16,
  inverseAlphaSum: 0.1875,
  members: 100,
  observations: 50,
  rmseForecast: 0.2,
  coverageForecast: 0.88,
  misfit: 1.5,
  spread: 0.1,
  parameterSpread: 0.7,
  condition: 1e4,
  collapsed: false,
  rmseTest: 0.12345678901234566,
  spreadTest: 0.06172839450617283,
  r2Test: 0.875,
  passes: 4,
  failures: [
    { member: 7, status: 'failed', code: 'MEMBER_NONFINITE', message: 'output 3 is NaN', node: 'a/1' },
    { member: 9, status: 'failed', code: 'MEMBER_NONFINITE', message: 'output 1 is NaN', node: 'a/1' },
  ],
  seconds: { evaluate: 2, assimilate: 0.3, record: 0.02 },
  elapsedSeconds: 12.5,
};

/** Value of the series whose line begins with `series`. */
async function value(series: string): Promise<number | undefined> {
  const lines = (await metrics.registry.metrics()).split('\n');
  const line = lines.find((candidate) => candidate.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
}

function progress(report: Partial<EvaluationProgress>): void {
  metrics.observeProgress({ step: 1, purpose: 'assimilate', done: 0, failed: 0, total: 100, node: 'a/1', ...report });
}

describe('a coordinator’s metrics', () => {
  test('that have no value yet are absent rather than 0', async () => {
    const text = await metrics.registry.metrics();
    expect(text).not.toMatch(/^enkit_(rmse|misfit|checkpoint_timestamp_seconds|queue_jobs|redis_connected)[ {]/m);
    expect(text).toMatch(/^enkit_batches_retried_total 0$/m);
    expect(text).toMatch(/^enkit_members_failed_total\{code="MEMBER_TIMEOUT"\} 0$/m);
  });

  test('that repeat a step’s record agree with it to the last digit', async () => {
    metrics.observeStep(record);
    expect(await value('enkit_rmse{set="test"}')).toBe(record.rmseTest);
    expect(await value('enkit_rmse{set="forecast"}')).toBe(record.rmseForecast);
    expect(await value('enkit_rmse{set="train"}')).toBeUndefined();
    expect(await value('enkit_r2{set="test"}')).toBe(record.r2Test);
    expect(await value('enkit_misfit')).toBe(record.misfit);
    expect(await value('enkit_inverse_alpha_accumulated')).toBe(record.inverseAlphaSum);
    expect(await value('enkit_run_step')).toBe(3);
    expect(await value('enkit_run_steps_planned')).toBe(16);
    expect(await value('enkit_spread_to_error_ratio{set="test"}')).toBe(0.5);
    expect(await value('enkit_ensemble_collapsed')).toBe(0);
    expect(await value('enkit_members_failed_total{code="MEMBER_NONFINITE"}')).toBe(2);
    expect(await value('enkit_step_phase_seconds_sum{phase="assimilate"}')).toBe(0.3);
  });

  test('that count members count each accepted one once', async () => {
    progress({ done: 40, failed: 0 });
    progress({ done: 70, failed: 2 });
    progress({ done: 100, failed: 2 });
    expect(await value('enkit_members_evaluated_total{purpose="assimilate"}')).toBe(98);
    expect(await value('enkit_evaluation_members{state="failed"}')).toBe(2);
  });

  test('that count members begin anew with each step, purpose and repeated evaluation', async () => {
    progress({ done: 100 });
    progress({ step: 2, done: 100 });
    progress({ step: 2, done: 3, total: 3 });
    progress({ step: 2, purpose: 'monitor', done: 60 });
    progress({ step: 2, purpose: 'monitor', done: 100 });
    expect(await value('enkit_members_evaluated_total{purpose="assimilate"}')).toBe(203);
    expect(await value('enkit_members_evaluated_total{purpose="monitor"}')).toBe(100);
  });

  test('that meet a purpose they do not know count it as other', async () => {
    progress({ purpose: 'something-new', done: 10 });
    expect(await value('enkit_members_evaluated_total{purpose="other"}')).toBe(10);
  });

  test('that count repeated evaluations count them by what they are for', async () => {
    for (const purpose of ['resample-1', 'resample-2', 'final-train', 'final-test']) progress({ purpose, done: 3 });
    expect(await value('enkit_members_evaluated_total{purpose="resample"}')).toBe(6);
    expect(await value('enkit_members_evaluated_total{purpose="final"}')).toBe(6);
    expect(await value('enkit_members_evaluated_total{purpose="other"}')).toBe(0);
  });

  test('that name the run have one series, also after the next run began', async () => {
    const description = { experiment: 'sine', model: 'mlp', method: 'es-mda', update: 'stochastic' };
    const rest = { backend: 'wasm', queue: 'bullmq', members: 100, parameters: 31, plannedSteps: 16 };
    metrics.setRun({ run: 'sine-1', ...description, ...rest });
    metrics.setRun({ run: 'sine-2', ...description, ...rest });
    const text = await metrics.registry.metrics();
    expect(text.match(/^enkit_run_info\{.*\} 1$/gm)).toHaveLength(1);
    expect(text).toContain('run="sine-2"');
    expect(await value('enkit_run_parameters')).toBe(31);
  });

  test('that tell the phase have exactly one at 1', async () => {
    metrics.setPhase('evaluating');
    metrics.setPhase('assimilating');
    const text = await metrics.registry.metrics();
    expect(text.match(/^enkit_run_phase\{.*\} 1$/gm)).toEqual(['enkit_run_phase{phase="assimilating"} 1']);
    expect(text.match(/^enkit_run_phase\{/gm)).toHaveLength(6);
  });

  test('that show the queue set what is left out to 0', async () => {
    metrics.setQueueDepth({ waiting: 5, active: 2 });
    metrics.setQueueDepth({ active: 1 });
    expect(await value('enkit_queue_jobs{state="waiting"}')).toBe(0);
    expect(await value('enkit_queue_jobs{state="active"}')).toBe(1);
  });

  test('that estimate the end vanish when it is unknown', async () => {
    metrics.setRemaining(60);
    expect(await value('enkit_run_remaining_seconds')).toBe(60);
    metrics.setRemaining(undefined);
    expect(await value('enkit_run_remaining_seconds')).toBeUndefined();
  });

  test('that count lost connections count losses, not the time without one', async () => {
    for (const connected of [false, true, false, false, true, false]) metrics.setRedisConnected(connected);
    expect(await value('enkit_redis_reconnects_total')).toBe(2);
    expect(await value('enkit_redis_connected')).toBe(0);
  });

  test('that count checkpoints and queue events add up', async () => {
    metrics.checkpointWritten(0.2, 4096);
    metrics.checkpointWritten(0.3, 8192);
    metrics.countQueueEvent('conflict');
    metrics.countQueueEvent('lost', 3);
    expect(await value('enkit_checkpoint_seconds_count')).toBe(2);
    expect(await value('enkit_checkpoint_size_bytes')).toBe(8192);
    expect(await value('enkit_batches_conflicting_total')).toBe(1);
    expect(await value('enkit_batches_lost_total')).toBe(3);
  });
});
