import { beforeEach, expect, it } from 'vitest';
import type { JobOrder, JobState, SchedulerCommand, SchedulerEvent } from './messages.ts';
import { createSchedulerState, type SchedulerSettings, type SchedulerState } from './state.ts';
import { step } from './step.ts';

const SETTINGS: SchedulerSettings = {
  run: 'sine',
  epoch: 4,
  step: 2,
  purpose: 'assimilate',
  members: 8,
  batch: 4,
  bytesPerMember: 100,
  maximumBatchBytes: 1e6,
  maximumBytesInFlight: 1e6,
};

let state: SchedulerState;
let now: number;

function open(settings: Partial<SchedulerSettings> = {}, threads = 1): readonly JobOrder[] {
  state = createSchedulerState({ ...SETTINGS, ...settings }, threads);
  return ordersOf(send({ type: 'tick' }));
}

const send = (event: SchedulerEvent): readonly SchedulerCommand[] => step(state, event, now).commands;

const ordersOf = (commands: readonly SchedulerCommand[]): JobOrder[] =>
  commands.flatMap((command) => (command.type === 'add' ? [command.order] : []));

const typesOf = (commands: readonly SchedulerCommand[]): string[] => commands.map(({ type }) => type);

const observe = (id: string, jobState: JobState, code?: string): readonly SchedulerCommand[] =>
  send({ type: 'observed', jobs: [{ id, state: jobState, code }], committed: [] });

const result = (batch: string, digest = 'd', seconds = 1) => send({ type: 'result', batch, digest, seconds });

/** Lets the job fail as poison and returns the jobs that follow. */
const poison = ({ id }: JobOrder): JobOrder[] => ordersOf(observe(id, 'failed', 'BATCH_POISON'));

beforeEach(() => {
  now = 0;
});

it('that a job is named after run, step, purpose, members, epoch and attempt', () => {
  expect(open().map(({ id }) => id)).toEqual(['sine-s2-assimilate-b0-c4-e4-a1', 'sine-s2-assimilate-b4-c4-e4-a1']);
});

it('that three jobs a thread are open, and one while no worker is known', () => {
  expect(open({ members: 100, batch: 1 }, 4)).toHaveLength(12);
  expect(open({ members: 100, batch: 1 }, 0)).toHaveLength(3);
  expect(ordersOf(send({ type: 'capacity', threads: 2 }))).toHaveLength(3);
});

it('that the bytes in flight stay within the budget, but one batch is always allowed', () => {
  expect(open({ members: 100, batch: 1, maximumBytesInFlight: 250 }, 9)).toHaveLength(2);
  expect(open({ members: 100, batch: 1, maximumBytesInFlight: 10 }, 9)).toHaveLength(1);
});

it('that the evaluation ends when all results were read back and the lease was confirmed, not before', () => {
  open();
  expect(typesOf(result('0-4'))).toEqual(['accept']);
  expect(typesOf(send({ type: 'confirmed' }))).toEqual([]);
  expect(typesOf(result('4-4'))).toEqual(['accept', 'confirm']);
  expect(typesOf(send({ type: 'confirmed' }))).toEqual(['finish']);
  expect(typesOf(result('4-4'))).toEqual([]);
});

it('that an event of the queue only makes the scheduler look', () => {
  const [first] = open();
  expect(send({ type: 'hint', job: first.id })).toEqual([{ type: 'read', batch: '0-4' }]);
  expect(send({ type: 'hint', job: 'another' })).toEqual([]);
  expect(state.doneCount).toBe(0);
});

it.each<[JobState, string | undefined]>([
  ['missing', undefined],
  ['completed', undefined],
  ['failed', 'PAYLOAD_MISSING'],
  ['failed', 'WORKER_FAILED'],
])('that a job found %s (%s) without a result is tried again under another attempt, after a pause', (found, code) => {
  const [first] = open();
  expect(ordersOf(observe(first.id, found, code))).toEqual([]);
  now = 0.25;
  expect(ordersOf(send({ type: 'tick' })).map(({ id }) => id)).toEqual(['sine-s2-assimilate-b0-c4-e4-a2']);
});

it('that a job whose result is committed is read, however the queue calls it', () => {
  const [first] = open();
  const jobs = [{ id: first.id, state: 'missing' as const }];
  expect(send({ type: 'observed', jobs, committed: ['0-4'] })).toEqual([{ type: 'read', batch: '0-4' }]);
});

it('that lost workers and lost data are made good without limit', () => {
  let [order] = open({ members: 4 });
  for (let attempt = 2; attempt < 300; attempt++) {
    observe(order.id, attempt % 2 ? 'missing' : 'failed', 'PAYLOAD_CHECKSUM');
    now += 10;
    [order] = ordersOf(send({ type: 'tick' }));
    expect(order.attempt).toBe(attempt);
  }
  expect(typesOf(result('0-4'))).toContain('accept');
});

it('that a batch which every worker refuses, while nothing else succeeds, ends the evaluation with their code', () => {
  let [order] = open({ members: 4 });
  for (let attempt = 1; attempt < 6; attempt++) {
    observe(order.id, 'failed', 'MODEL_DIGEST_MISMATCH');
    now += 10;
    [order] = ordersOf(send({ type: 'tick' }));
  }
  expect(observe(order.id, 'failed', 'MODEL_DIGEST_MISMATCH')).toContainEqual(
    expect.objectContaining({ type: 'fail', code: 'MODEL_DIGEST_MISMATCH' }),
  );
});

it('that a batch which kills its worker is halved, alone, down to the member that does it', () => {
  let suspects = open({ members: 5, batch: 5 });
  expect(suspects[0]).toMatchObject({ alone: false, strikes: 3 });
  suspects = poison(suspects[0]);
  expect(suspects.map(({ first, count }) => [first, count])).toEqual([
    [0, 3],
    [3, 2],
  ]);
  expect(suspects[0]).toMatchObject({ alone: true, strikes: 1 });
  result('3-2');
  suspects = poison(suspects[0]);
  result('0-2');
  expect(suspects[1]).toMatchObject({ first: 2, count: 1, alone: true, strikes: 3 });
  const commands = send({
    type: 'observed',
    jobs: [{ ...suspects[1], state: 'failed', code: 'BATCH_POISON' }],
    committed: [],
  });
  expect(commands).toContainEqual({ type: 'convict', row: 2 });
  expect(typesOf(commands)).toContain('confirm');
});

it('that a single member is first suspected, then tried alone, before it is convicted', () => {
  const [first] = open({ members: 1, batch: 1 });
  const [alone] = poison(first);
  expect(alone).toMatchObject({ first: 0, count: 1, alone: true, strikes: 3 });
  expect(typesOf(observe(alone.id, 'failed', 'BATCH_POISON'))).toContain('convict');
});

it('that a late result of a batch that was split does not count', () => {
  const [first] = open({ members: 4 });
  poison(first);
  expect(typesOf(result('0-4'))).toEqual([]);
  expect(state.doneCount).toBe(0);
});

it('that different results are settled by a third evaluation here, also when one had been taken over', () => {
  open();
  result('0-4', 'one');
  expect(typesOf(send({ type: 'conflict', batch: '0-4' }))).toEqual(['notice', 'settle']);
  expect(typesOf(result('0-4', 'two'))).toEqual([]);
  expect(typesOf(result('4-4'))).toEqual(['accept']);
  expect(send({ type: 'settled', batch: '0-4', digest: 'three' })).toEqual([
    { type: 'accept', batch: '0-4', digest: 'three' },
    { type: 'confirm' },
  ]);
});

it('that one copy is made of a batch that runs twice as long as the others when hardly any is open', () => {
  const orders = open({ members: 8, batch: 1 }, 9);
  for (const { batch } of orders.slice(1)) result(batch, 'd', 3);
  observe(orders[0].id, 'active');
  now = 5.9;
  expect(ordersOf(send({ type: 'tick' }))).toEqual([]);
  now = 6.1;
  expect(ordersOf(send({ type: 'tick' }))).toMatchObject([{ batch: '0-1', attempt: 2 }]);
  now = 100;
  expect(ordersOf(send({ type: 'tick' }))).toEqual([]);
  expect(typesOf(result('0-1'))).toEqual(['remove', 'accept', 'confirm']);
});

it('that no copy is made while more batches are open than a slow worker would hold', () => {
  const orders = open({ members: 8, batch: 1 }, 9);
  for (const { batch } of orders.slice(5)) result(batch, 'd', 3);
  for (const { id } of orders.slice(0, 5)) observe(id, 'active');
  now = 60;
  expect(ordersOf(send({ type: 'tick' }))).toEqual([]);
  const copied = ordersOf(result(orders[0].batch, 'd', 3)).map(({ batch }) => batch);
  expect(copied).toEqual(orders.slice(1, 5).map(({ batch }) => batch));
});

it('that a fenced coordinator stops and says so', () => {
  open();
  expect(send({ type: 'fenced' })).toContainEqual(expect.objectContaining({ type: 'fail', code: 'LEASE_LOST' }));
  expect(result('0-4')).toEqual([]);
});

it('that a job which workers of another version refuse ends the evaluation with the code of the refusal', () => {
  const jobs = open({ members: 8, batch: 4 });
  expect(jobs).toHaveLength(2);
  const commands: SchedulerCommand[] = [];
  for (let round = 0; round < 6; round++) {
    const ids = [...state.open.values()].flatMap(({ attempts }) => attempts.map(({ id }) => id));
    const refused = ids.map((id) => ({ id, state: 'failed' as const, code: 'JOB_SCHEMA', message: 'another version' }));
    commands.push(...send({ type: 'observed', jobs: refused, committed: [] }));
    now += 60;
    commands.push(...send({ type: 'tick' }));
  }
  expect(commands).toContainEqual({ type: 'fail', code: 'JOB_SCHEMA', message: 'another version' });
});
