/** Is it well? Failures, what came back, what was refused, and the workers' states. */
import type { GraphOptions, StatOptions } from './panels.ts';
import { ofJobs, runGauge, runIncrease } from './queries.ts';

const QUEUE_EVENTS = ['retried', 'stalled', 'lost', 'speculative', 'bisected'];
const RESULT_EVENTS = ['duplicate', 'conflicting', 'stale'];

export const WELL_PANELS: readonly GraphOptions[] = [
  {
    title: 'Failed members by code',
    description:
      'Members that failed, in the last quarter of an hour, by the code of the failure. The runbook says what each code means.',
    unit: 'sishort',
    queries: [{ expr: `${runIncrease('enkit_members_failed_total', 'code')} > 0`, legend: '{{code}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Queue',
    description: 'Batches not yet finished, by state. Held: kept back by the limit on bytes in flight.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_queue_jobs', 'state'), legend: '{{state}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Batches that came back',
    description:
      'In the last quarter of an hour: sent again after a failure, taken from a silent worker, forgotten by Redis, copied because late, cut in two.',
    unit: 'sishort',
    queries: QUEUE_EVENTS.map((event) => ({
      expr: runIncrease(`enkit_batches_${event}_total`),
      legend: event,
    })),
    minimum: 0,
  },
  {
    title: 'Results refused',
    description:
      'In the last quarter of an hour: the same bytes again (harmless), other bytes (the model is not deterministic), results of an earlier coordinator.',
    unit: 'sishort',
    queries: RESULT_EVENTS.map((event) => ({
      expr: runIncrease(`enkit_results_${event}_total`),
      legend: event,
    })),
    minimum: 0,
  },
  {
    title: 'Failed checkpoints',
    description: 'Checkpoints that could not be written in the last quarter of an hour. It must be 0.',
    unit: 'sishort',
    queries: [{ expr: runIncrease('enkit_checkpoint_failures_total'), legend: 'failures' }],
    minimum: 0,
  },
];

export const WORKER_STATES: StatOptions = {
  title: 'Workers ready',
  description: 'Workers that are ready, starting or draining. A gap is a worker that is gone.',
  unit: 'none',
  queries: [{ expr: ofJobs('enkit_worker_state', 'state="ready"'), legend: '{{instance}}' }],
  words: { 0: 'not ready', 1: 'ready' },
};
