/** Is it learning? Scores, spread, misfit and the update's own figures. */
import type { GraphOptions } from './panels.ts';
import { runGauge } from './queries.ts';

export const LEARNING_PANELS: readonly GraphOptions[] = [
  {
    title: 'RMSE',
    description:
      'Error of the prediction mean. Forecast: the observations of the step before the update. It should fall; train falling while test rises is overfitting.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_rmse', 'set'), legend: '{{set}}' }],
    logarithmic: true,
  },
  {
    title: 'Spread',
    description:
      'Root mean variance of the predictions over the members. It should fall with the RMSE, not ahead of it.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_prediction_spread', 'set'), legend: '{{set}}' }],
    logarithmic: true,
  },
  {
    title: 'Spread to error',
    description: 'Spread over RMSE. About 1 is calibrated; far below, the ensemble is overconfident.',
    unit: 'none',
    queries: [{ expr: runGauge('enkit_spread_to_error_ratio', 'set'), legend: '{{set}}' }],
    minimum: 0,
    thresholds: [
      [null, 'red'],
      [0.1, 'green'],
    ],
  },
  {
    title: 'Misfit',
    description:
      'Mean over members of half the squared weighted residual per observation. 0.5 fits to the noise, below is overfitting.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_misfit'), legend: 'misfit' }],
    logarithmic: true,
    thresholds: [
      [null, 'orange'],
      [0.5, 'green'],
    ],
  },
  {
    title: 'R2',
    description:
      'Coefficient of determination of the prediction mean; 1 is a perfect fit, 0 is no better than the mean.',
    unit: 'none',
    queries: [{ expr: runGauge('enkit_r2', 'set'), legend: '{{set}}' }],
    maximum: 1,
  },
  {
    title: 'Coverage of the 90 % interval',
    description: 'Share of the targets inside the ensemble’s central 90 % interval. 0.9 is calibrated.',
    unit: 'percentunit',
    queries: [{ expr: runGauge('enkit_coverage_ratio', 'set'), legend: '{{set}}' }],
    minimum: 0,
    maximum: 1,
    thresholds: [
      [null, 'red'],
      [0.9, 'green'],
    ],
  },
  {
    title: 'Parameter spread',
    description:
      'Root mean variance of the parameters over their prior standard deviation. It falls from 1; at 0 nothing more is learned.',
    unit: 'none',
    queries: [{ expr: runGauge('enkit_parameter_spread_ratio'), legend: 'ratio' }],
    minimum: 0,
  },
  {
    title: 'Alpha and sum of 1/alpha',
    description: 'Factor on the observation-error covariance of each step. ES-MDA ends when the sum of 1/alpha is 1.',
    unit: 'none',
    queries: [
      { expr: runGauge('enkit_alpha'), legend: 'alpha' },
      { expr: runGauge('enkit_inverse_alpha_accumulated'), legend: 'sum of 1/alpha' },
    ],
    logarithmic: true,
  },
  {
    title: 'Condition of the system',
    description: 'Bound of the condition number of the system solved. Beyond 1e12 the update has few correct digits.',
    unit: 'sishort',
    queries: [{ expr: runGauge('enkit_system_condition'), legend: 'condition' }],
    logarithmic: true,
    thresholds: [
      [null, 'green'],
      [1e12, 'red'],
    ],
  },
];
