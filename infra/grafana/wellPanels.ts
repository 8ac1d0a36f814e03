/** Is it well? Failures, what came back, what was refused, and the workers' states. */
import type { GraphOptions, StatOptions } from './panels.ts';
import { ofJobs, runGauge, runIncrease } from './queries.ts';

/** Counters of what did not go straight, and how the panel names them. */
const CAME_BACK = {
  enkit_batches_retried_total: 'tried again',
  enkit_batches_lost_total: 'lost by the queue',
  enkit_batches_speculative_total: 'late, copied',
  enkit_batches_suspected_total: 'killed their worker',
  enkit_batches_conflicting_total: 'two results',
  enkit_results_unreadable_total: 'damaged result',
};
const LOST = {
  enkit_workers_left_total: 'workers left',
  enkit_workers_mismatched_total: 'workers refused',
  enkit_redis_data_lost_total: 'data lost by Redis',
};

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
      'Batches evaluated again in the last quarter of an hour, by the reason. Two results: the model is not deterministic.',
    unit: 'sishort',
    queries: Object.entries(CAME_BACK).map(([metric, legend]) => ({ expr: runIncrease(metric), legend })),
    minimum: 0,
  },
  {
    title: 'Workers and data lost',
    description:
      'In the last quarter of an hour: workers that left or fell silent, workers refused because they compute other bits, data that Redis had lost.',
    unit: 'sishort',
    queries: Object.entries(LOST).map(([metric, legend]) => ({ expr: runIncrease(metric), legend })),
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
