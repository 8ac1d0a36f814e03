/** Is it moving? Members and steps, batches, time and checkpoints. */
import type { GraphOptions } from './panels.ts';
import { jobsQuantile, jobsRate, runGauge, runMean, runRate } from './queries.ts';

export const MOVING_PANELS: readonly GraphOptions[] = [
  {
    title: 'Members of this evaluation',
    description: 'Members done, failed and pending of the evaluation under way.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_evaluation_members', 'state'), legend: '{{state}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Members/s by node',
    description:
      'Members evaluated by each worker, repeats included. A node that is far below the others is a straggler.',
    unit: 'suffix: members/s',
    queries: [{ expr: jobsRate('enkit_worker_members_total', ['instance']), legend: '{{instance}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Members/s accepted',
    description:
      'Members whose predictions the coordinator accepted, by purpose: to assimilate or to score the ensemble.',
    unit: 'suffix: members/s',
    queries: [{ expr: runRate('enkit_members_evaluated_total', 'purpose'), legend: '{{purpose}}' }],
    minimum: 0,
  },
  {
    title: 'Seconds of a step by phase',
    description: 'Mean seconds that a step spends on evaluating the members, on the update and on recording.',
    unit: 's',
    queries: [{ expr: runMean('enkit_step_phase_seconds', 'phase'), legend: '{{phase}}' }],
    stacked: true,
    minimum: 0,
  },
  {
    title: 'Steps per hour',
    description: 'Steps finished, as a rate per hour.',
    unit: 'suffix: steps/h',
    queries: [{ expr: `3600 * ${runRate('enkit_steps_total')}`, legend: 'steps' }],
    minimum: 0,
  },
  {
    title: 'Elapsed and to go',
    description: 'Time spent so far, earlier sessions included, and time to the planned end.',
    unit: 's',
    queries: [
      { expr: runGauge('enkit_run_elapsed_seconds'), legend: 'elapsed' },
      { expr: runGauge('enkit_run_remaining_seconds'), legend: 'to go' },
      { expr: `time() - ${runGauge('enkit_run_start_timestamp_seconds')}`, legend: 'this session' },
    ],
    minimum: 0,
  },
  {
    title: 'Seconds of a batch',
    description: 'Median, 95th and 99th percentile of a batch on the workers. A long tail means stragglers.',
    unit: 's',
    queries: [0.5, 0.95, 0.99].map((quantile) => ({
      expr: jobsQuantile(quantile, 'enkit_worker_batch_seconds', 'outcome="completed"'),
      legend: `p${quantile * 100}`,
    })),
    minimum: 0,
  },
  {
    title: 'Time since the last progress and the last checkpoint',
    description: 'Seconds since a batch or step was finished, and age of the last checkpoint: what a kill would cost.',
    unit: 's',
    queries: [
      { expr: `time() - ${runGauge('enkit_run_progress_timestamp_seconds')}`, legend: 'since progress' },
      { expr: `time() - ${runGauge('enkit_checkpoint_timestamp_seconds')}`, legend: 'since checkpoint' },
    ],
    minimum: 0,
  },
  {
    title: 'Seconds of a checkpoint',
    description: 'Mean seconds that writing a checkpoint takes.',
    unit: 's',
    queries: [{ expr: runMean('enkit_checkpoint_seconds'), legend: 'seconds' }],
    minimum: 0,
  },
  {
    title: 'Size of a checkpoint',
    description: 'Bytes of the last checkpoint on the volume; three are kept.',
    unit: 'bytes',
    queries: [{ expr: runGauge('enkit_checkpoint_size_bytes'), legend: 'bytes' }],
    minimum: 0,
  },
];
