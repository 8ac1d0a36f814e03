import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { StepRecord } from '@enkit/contracts';
import { type PrivatePrometheus, startPrometheus } from '@enkit/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dashboardQueries } from './support/dashboardQueries.ts';
import { type Fleet, startFleet } from './support/fleet.ts';
import { recordedNames, RULES_FILE } from './support/rules.ts';

const STEPS = 8;
const MEMBERS = 60;
let fleet: Fleet;
let prometheus: PrivatePrometheus;
let last: StepRecord;

async function firstValue(expression: string): Promise<number | undefined> {
  return (await prometheus.query(expression))[0]?.value;
}

/** A scrape may be under way. */
const soon = { timeout: 10_000 };

beforeAll(async () => {
  fleet = await startFleet();
  prometheus = await startPrometheus({
    jobs: [
      { job: 'enkit-coordinator', targets: [fleet.coordinatorTarget] },
      { job: 'enkit-worker', targets: fleet.workerTargets },
    ],
    rules: [fileURLToPath(RULES_FILE)],
  });
  await vi.waitUntil(async () => (await firstValue('sum(up)')) === 4, { timeout: 30_000, interval: 100 });
  for (let step = 0; step < STEPS; step++) {
    last = fleet.step();
    await sleep(250);
  }
});

afterAll(async () => {
  await prometheus?.stop();
  await fleet?.close();
});

describe('a real Prometheus that scrapes a coordinator and three workers', () => {
  test('that is asked for the members evaluated answers with what the run recorded', async () => {
    const failed = last.failures.length;
    await expect.poll(() => firstValue('sum(enkit_members_evaluated_total)'), soon).toBe(STEPS * (MEMBERS - failed));
    await expect.poll(() => firstValue('sum(enkit_members_failed_total)'), soon).toBe(STEPS * failed);
    await expect.poll(() => firstValue('sum(enkit_worker_members_total)'), soon).toBe(STEPS * 6);
  });

  test('that is asked for the last RMSE answers to the digit', async () => {
    await expect.poll(() => firstValue('enkit_rmse{set="test"}'), soon).toBe(last.rmseTest);
    await expect.poll(() => firstValue('enkit_rmse{set="train"}'), soon).toBe(last.rmseTrain);
  });

  test('that is asked as a dashboard asks has data for every panel', async () => {
    const hasData = async (expression: string): Promise<boolean> =>
      (await prometheus.query(expression)).some(({ value }) => Number.isFinite(value));
    for (const { expression } of dashboardQueries('sine-1', '1m')) {
      await expect.poll(() => hasData(expression), { ...soon, message: expression }).toBe(true);
    }
  });

  test('that evaluates the rules has every recorded series', async () => {
    for (const name of recordedNames()) {
      await expect.poll(() => prometheus.query(name), soon).not.toEqual([]);
    }
  });

  test('that keeps one series of the run and a bounded number in all', async () => {
    expect(await prometheus.query('count(enkit_run_info)')).toMatchObject([{ value: 1 }]);
    const [{ value: series } = { value: Number.NaN }] = await prometheus.query('count({__name__=~"enkit_.+"})');
    expect(series).toBeLessThan(1000);
  });
});
