import { beforeEach, expect, it } from 'vitest';
import type { SchedulerEvent } from './messages.ts';
import { queueDepth } from './queueDepth.ts';
import { createSchedulerState, type SchedulerState } from './state.ts';
import { step } from './step.ts';
import { openBytes } from './window.ts';

let state: SchedulerState;
let now: number;

const send = (event: SchedulerEvent): void => void step(state, event, now);

const firstJob = (): string => [...state.open.values()][0].attempts[0].id;

const total = (): number => Object.values(queueDepth(state)).reduce((sum, batches) => sum + batches, 0);

beforeEach(() => {
  now = 0;
  const settings = { run: 'sine', epoch: 4, step: 2, purpose: 'assimilate', members: 40, batch: 4 };
  const limits = { bytesPerMember: 100, maximumBatchBytes: 1e6, maximumBytesInFlight: 1e6 };
  state = createSchedulerState({ ...settings, ...limits }, 1);
  send({ type: 'tick' });
});

it('that batches beyond the window are held and those handed out wait', () => {
  expect(queueDepth(state)).toEqual({ held: 7, waiting: 3, active: 0, delayed: 0 });
  expect(openBytes(state)).toBe(3 * 4 * 100);
});

it('that a batch seen running is active, and one that pauses after a failure is delayed and makes room', () => {
  send({ type: 'observed', jobs: [{ id: firstJob(), state: 'active' }], committed: [] });
  expect(queueDepth(state)).toEqual({ held: 7, waiting: 2, active: 1, delayed: 0 });
  send({ type: 'observed', jobs: [{ id: firstJob(), state: 'failed', code: 'WORKER_LOST' }], committed: [] });
  expect(queueDepth(state)).toEqual({ held: 6, waiting: 3, active: 0, delayed: 1 });
});

it('that a disputed batch is active, but holds no bytes in Redis', () => {
  send({ type: 'conflict', batch: '0-4' });
  expect(queueDepth(state)).toMatchObject({ active: 1 });
  expect(total()).toBe(10);
  expect(openBytes(state)).toBe(100 * [...state.open.values()].reduce((n, b) => n + (b.disputed ? 0 : b.count), 0));
});

it('that the depth falls by one with every result, to nothing', () => {
  for (let left = 10; left > 0; left--) {
    expect(total()).toBe(left);
    send({ type: 'result', batch: [...state.open.keys()][0], digest: 'd', seconds: 1 });
  }
  expect(total()).toBe(0);
  expect(openBytes(state)).toBe(0);
});
