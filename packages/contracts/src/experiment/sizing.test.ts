import { describe, expect, test } from 'vitest';
import { experimentWith } from '../badInputs/badInput.ts';
import { validateExperiment } from '../parseExperiment.ts';
import { type QueueLimits, type RunSizes, sizeRun } from './sizing.ts';

const MIB = 2 ** 20;
const LIMITS: QueueLimits = { bytesInFlight: 256 * MIB, batchBytes: 32 * MIB, jobsPerThread: 3, keptJobs: 1000 };
const FLEET = { workers: 20, threads: 2 };

function sizing(members: number, sizes: RunSizes, fleet = FLEET, limits = LIMITS, evaluation = 'evaluation: {}') {
  const lines = { ensemble: `ensemble: {size: ${members}}`, evaluation };
  const { experiment } = validateExperiment(experimentWith(lines), { file: 'a.yaml', memory: Infinity });
  return sizeRun(experiment, sizes, fleet, limits);
}

describe('the sizing of a run', () => {
  test('that evaluates the test points moves the parameters a second time', () => {
    const { movedPerStep, movedPerMonitoredStep } = sizing(100, { parameters: 30, observations: 10, testValues: 50 });
    expect(movedPerStep).toBe(8 * 100 * 40 + 256 * 100);
    expect(movedPerMonitoredStep).toBe(movedPerStep + 8 * 100 * 80 + 256 * 100);
  });

  test('that has batches of ten sends a tenth of the envelopes', () => {
    const sizes = { parameters: 30, observations: 10 };
    const { movedPerStep } = sizing(100, sizes, FLEET, LIMITS, 'evaluation: {batch: 10}');
    expect(movedPerStep).toBe(8 * 100 * 40 + 256 * 10);
  });

  test('that grows with the ensemble grows for the coordinator, not for Redis or a worker', () => {
    const sizes = { parameters: 50_000, observations: 2000 };
    const [small, large] = [sizing(5000, sizes), sizing(50_000, sizes)];
    expect(large.redis.payload).toBe(small.redis.payload);
    expect(large.redis.total / small.redis.total).toBeLessThan(1.03);
    expect(large.worker).toBe(small.worker);
    expect(large.coordinator).toBeGreaterThan(5 * small.coordinator);
    expect(large.movedPerStep).toBe(10 * small.movedPerStep);
    expect(large.volume).toBe(10 * small.volume);
  });

  test.each([
    ['the limit of bytes in flight', { ...LIMITS, bytesInFlight: MIB }, FLEET, MIB],
    ['what its threads can have open', LIMITS, { workers: 1, threads: 1 }, 3 * 32 * MIB],
    ['the largest evaluation', { ...LIMITS, bytesInFlight: Infinity, batchBytes: Infinity }, FLEET, 8 * 1001 * 60_000],
  ])('that is bound by %s has that much in flight, twice while it is copied', (_, limits, fleet, bytes) => {
    const sizes = { parameters: 50_000, observations: 1000, testValues: 10_000 };
    expect(sizing(1000, sizes, fleet, limits).redis.payload).toBe(2 * bytes);
  });

  test('that assimilates in small batches predicts all training points at its end', () => {
    const streaming = sizing(1000, { parameters: 10, observations: 1, trainValues: 5000 });
    expect(streaming.redis.payload).toBe(2 * 8 * 1001 * 5010);
  });

  test('that has larger members needs larger workers, by each thread and one more', () => {
    const batch = (members: number) => sizing(members, { parameters: 1000, observations: 24 }).worker;
    expect(batch(2047) - batch(1023)).toBe(3 * 3 * 8 * 1024 * 1024);
  });
});
