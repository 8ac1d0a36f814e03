import { describe, expect, it } from 'vitest';
import { SCHEDULER_POLICIES } from '../scheduler/policies.ts';
import type { SchedulerEvent } from '../scheduler/messages.ts';
import type { StepFunction } from '../scheduler/step.ts';
import { drawScenario } from './scenario.ts';
import { simulate, type SimulationOptions } from './simulate.ts';

const SEEDS = 1000;
const SHARDS = 4;

describe('the scheduler under seeded faults', () => {
  it.each(Array.from({ length: SHARDS }, (_, shard) => shard))(
    'that no member is lost, counted twice or blamed wrongly, and every evaluation ends (part %i)',
    async (shard) => {
      const found: string[] = [];
      for (let seed = shard; seed < SEEDS; seed += SHARDS) {
        const { violations } = await simulate(seed);
        found.push(...violations.map((violation) => `seed ${seed}: ${violation}`));
      }
      expect(found).toEqual([]);
    },
  );

  it('that the scenarios together hold every fault, alone and in company', () => {
    const scenarios = Array.from({ length: SEEDS }, (_, seed) => drawScenario(seed));
    const kinds = new Set(scenarios.flatMap(({ disasters }) => disasters.map(({ kind }) => kind)));
    expect([...kinds].sort()).toEqual(['flush', 'freeze-coordinator', 'partition', 'restart', 'rollback', 'usurp']);
    for (const fault of Object.keys(scenarios[0].rates) as (keyof (typeof scenarios)[0]['rates'])[])
      expect(scenarios.filter(({ rates }) => rates[fault] > 0).length).toBeGreaterThan(SEEDS / 4);
    expect(scenarios.filter(({ poison }) => poison.size > 0).length).toBeGreaterThan(SEEDS / 4);
  });
});

/** Lets each event pass, changed or not at all. */
const onEvents =
  (change: (event: SchedulerEvent) => readonly SchedulerEvent[]) =>
  (step: StepFunction): StepFunction =>
  (state, event, now) => {
    const steps = change(event).map((changed) => step(state, changed, now));
    return { state, commands: steps.flatMap(({ commands }) => commands) };
  };

const drop = (type: SchedulerEvent['type']) => onEvents((event) => (event.type === type ? [] : [event]));

/** Takes the queue's word for it that a job is over. */
const trustingEvents = (step: StepFunction): StepFunction => {
  return (state, event, now) => {
    if (event.type !== 'hint') return step(state, event, now);
    const [key] = [...state.open].find(([, { attempts }]) => attempts.some(({ id }) => id === event.job)) ?? [];
    return key ? step(state, { type: 'result', batch: key, digest: '', seconds: 1 }, now) : { state, commands: [] };
  };
};

const { fate, halves, jobId } = SCHEDULER_POLICIES;

const PLANTED: readonly (readonly [string, SimulationOptions])[] = [
  ['opens the barrier once every member was handed out', { policies: { isComplete: (s) => s.next >= s.done.length } }],
  ['counts a result that comes twice', { policies: { counts: () => true } }],
  ['counts a batch when an event says that its job is over', { wrap: trustingEvents }],
  [
    'waits for jobs that Redis has lost',
    { policies: { fate: (j, c) => (j.state === 'missing' ? 'keep' : fate(j, c)) } },
  ],
  [
    'waits for a job that is completed without a result',
    { policies: { fate: (j, c) => (j.state === 'completed' ? 'keep' : fate(j, c)) } },
  ],
  [
    'blames the members for any failed job',
    { policies: { fate: (j, c) => (j.state === 'failed' ? 'poison' : fate(j, c)) } },
  ],
  ['convicts a member that died in company', { policies: { verdict: (b) => (b.count > 1 ? 'split' : 'convict') } }],
  ['convicts at the first death', { policies: { strikes: () => 1 } }],
  [
    'splits the batch for ever instead of convicting',
    { policies: { verdict: (b) => (b.count > 1 ? 'split' : 'suspect') } },
  ],
  [
    'loses the odd member when it halves a batch',
    { policies: { halves: (b) => halves(b).map(({ first }) => ({ first, count: b.count >> 1 })) } },
  ],
  ['uses the same job id again', { policies: { jobId: (settings, batch) => jobId(settings, batch, 1) } }],
  ['never tries again', { policies: { retryPause: () => Infinity } }],
  ['never inspects the queue', { wrap: drop('observed') }],
  ['keeps the first of two different results', { wrap: drop('conflict') }],
  [
    'goes on after another coordinator took over',
    { wrap: onEvents((e) => [e.type === 'fenced' ? { type: 'confirmed' } : e]) },
  ],
  ['sends all members at once', { policies: { nextBatchSize: (s) => s.settings.members } }],
  ['commits results of an old epoch', { rules: { isStale: () => false } }],
  ['takes every second result for a duplicate', { rules: { compare: (stored) => (stored ? 'duplicate' : 'ok') } }],
];

describe('the simulation', () => {
  it.each(PLANTED)('that a scheduler which %s is found out', async (_, options) => {
    let seed = 0;
    while (seed < SEEDS && (await simulate(seed, options)).violations.length === 0) seed++;
    expect(seed).toBeLessThan(SEEDS);
  });

  it('that the same seed gives the same course of events', async () => {
    for (const seed of [3, 14, 15]) expect(await simulate(seed)).toEqual(await simulate(seed));
  });
});
