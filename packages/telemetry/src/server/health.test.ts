import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startEventLoopMonitor } from './eventLoopMonitor.ts';
import { createLiveness } from './health.ts';

const quiet = { longestDelaySeconds: () => 0, stop: () => {} };

test('that a process with a free event loop and recent progress is alive', () => {
  expect(createLiveness(quiet).alive()).toEqual({ ok: true, reason: 'alive' });
});

test('that a process whose event loop was blocked beyond the limit is not alive', () => {
  const blocked = { longestDelaySeconds: () => 12.34, stop: () => {} };
  expect(createLiveness(blocked).alive()).toEqual({ ok: false, reason: 'the event loop was blocked for 12.3 s' });
  expect(createLiveness(blocked, { maximumDelaySeconds: 20 }).alive().ok).toBe(true);
});

test('that a process whose own loop fell silent is not alive until it turns again', async () => {
  const liveness = createLiveness(quiet, { maximumSilenceSeconds: 0.02 });
  await sleep(60);
  expect(liveness.alive().ok).toBe(false);
  liveness.progress();
  expect(liveness.alive().ok).toBe(true);
});

test('that a blocked event loop shows in the monitor, and is forgotten after two windows', async () => {
  const monitor = startEventLoopMonitor(600);
  await sleep(60);
  const end = performance.now() + 500;
  while (performance.now() < end);
  await sleep(40);
  expect(monitor.longestDelaySeconds()).toBeGreaterThan(0.3);
  const seen = monitor.longestDelaySeconds();
  for (let i = 0; i < 200 && monitor.longestDelaySeconds() >= seen; i++) await sleep(50);
  expect(monitor.longestDelaySeconds()).toBeLessThan(seen);
  monitor.stop();
});
