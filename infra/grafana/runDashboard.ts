/** The dashboard of one run: is it learning, is it moving, is it well? */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { LEARNING_PANELS } from './learningPanels.ts';
import { MOVING_PANELS } from './movingPanels.ts';
import { graph, row, type StatOptions, singleStat, timeline } from './panels.ts';
import { ofRun, runGauge, runRate } from './queries.ts';
import { createDashboard, dataSourceVariable, jobVariable, runVariable } from './variables.ts';
import { WELL_PANELS, WORKER_STATES } from './wellPanels.ts';

const NOW: readonly StatOptions[] = [
  {
    title: 'Phase',
    description: 'What the run does at this moment.',
    unit: 'none',
    queries: [{ expr: `${ofRun('enkit_run_phase')} == 1`, legend: '{{phase}}' }],
    showName: true,
  },
  {
    title: 'Step',
    description:
      'Number of the step recorded last, and how many are planned; none while an adaptive schedule does not know.',
    unit: 'none',
    queries: [
      { expr: runGauge('enkit_run_step'), legend: 'step' },
      { expr: runGauge('enkit_run_steps_planned'), legend: 'planned' },
    ],
  },
  {
    title: 'To go',
    description: 'Time to the planned end at the present pace.',
    unit: 's',
    queries: [{ expr: runGauge('enkit_run_remaining_seconds'), legend: 'remaining' }],
  },
  {
    title: 'Test RMSE',
    description: 'Root mean squared error of the prediction mean on the test set, in the unit of the data.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_rmse{set="test"}'), legend: 'RMSE' }],
  },
  {
    title: 'Members/s',
    description: 'Members whose predictions were accepted, per second.',
    unit: 'suffix: members/s',
    queries: [{ expr: runRate('enkit_members_evaluated_total'), legend: 'members' }],
  },
  {
    title: 'Size',
    description: 'Members of the ensemble (Ne), parameters (Nm) and observations of a step (Nd).',
    unit: 'sishort',
    span: 6,
    queries: [
      { expr: runGauge('enkit_run_members'), legend: 'members' },
      { expr: runGauge('enkit_run_parameters'), legend: 'parameters' },
      { expr: runGauge('enkit_run_observations'), legend: 'observations' },
    ],
  },
  {
    title: 'Collapsed',
    description: 'Whether the ensemble has lost its spread; then further steps change nothing.',
    unit: 'none',
    queries: [{ expr: runGauge('enkit_ensemble_collapsed'), legend: 'collapsed' }],
    words: { 0: 'no', 1: 'yes' },
    thresholds: [
      [null, 'green'],
      [1, 'red'],
    ],
  },
];

/** The dashboard's JSON model. */
export function buildRunDashboard(): Dashboard {
  const builder = createDashboard('EnKit / Run', 'enkit-run', 'One run: is it learning, is it moving, is it well?')
    .time({ from: 'now-6h', to: 'now' })
    .withVariable(dataSourceVariable())
    .withVariable(runVariable())
    .withVariable(jobVariable());
  builder.withRow(row('Now'));
  for (const options of NOW) builder.withPanel(singleStat(options));
  builder.withRow(row('Is it learning?'));
  for (const options of LEARNING_PANELS) builder.withPanel(graph(options));
  builder.withRow(row('Is it moving?'));
  for (const options of MOVING_PANELS) builder.withPanel(graph(options));
  builder.withRow(row('Is it well?'));
  for (const options of WELL_PANELS) builder.withPanel(graph(options));
  builder.withPanel(timeline(WORKER_STATES));
  return builder.build();
}
