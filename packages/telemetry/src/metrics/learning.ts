/** Whether it learns: scores, spread, misfit and the update's own figures, all from the step's record. */
import type { RunResult, StepRecord } from '@enkit/contracts';
import type { Registry } from 'prom-client';
import { createInstruments, gauge } from './definition.ts';

/** train and test: the data sets; forecast: the step's observations as predicted before the update. */
export const SCORED_SETS = ['train', 'test', 'forecast'] as const;
export type ScoredSet = (typeof SCORED_SETS)[number];
const DATA_SETS = ['train', 'test'] as const;
const set = { set: SCORED_SETS } as const;

export const LEARNING_METRICS = {
  rmse: gauge('enkit_rmse', 'Root mean squared error of the ensemble prediction mean, in the unit of the data.', set),
  r2: gauge('enkit_r2', 'Coefficient of determination R2 of the prediction mean; 1 is a perfect fit.', {
    set: DATA_SETS,
  }),
  predictionSpread: gauge(
    'enkit_prediction_spread',
    'Root mean variance of the predictions over the members, in the unit of the data.',
    set,
  ),
  spreadToError: gauge(
    'enkit_spread_to_error_ratio',
    'Prediction spread over RMSE; far below 1 the ensemble is overconfident.',
    set,
  ),
  parameterSpread: gauge(
    'enkit_parameter_spread_ratio',
    'Root mean variance of the parameters over their prior standard deviation, after the update.',
  ),
  coverage: gauge(
    'enkit_coverage_ratio',
    'Share of the targets inside the central 90 % interval of the ensemble; 0.9 is calibrated.',
    set,
  ),
  misfit: gauge(
    'enkit_misfit',
    'Mean over members of half the squared weighted residual per observation; 0.5 fits to the noise.',
  ),
  alpha: gauge('enkit_alpha', 'Factor alpha on the observation-error covariance in the step recorded last.'),
  inverseAlphaSum: gauge('enkit_inverse_alpha_accumulated', 'Sum of 1/alpha so far; ES-MDA ends at 1.'),
  condition: gauge('enkit_system_condition', 'Bound of the condition number of the system solved in the last update.'),
  collapsed: gauge('enkit_ensemble_collapsed', '1 when the ensemble has lost its spread and cannot learn, else 0.'),
};

/** Scores of one set; what is undefined is left as it was. */
export interface ScoreReport {
  readonly rmse?: number | undefined;
  /** Not for the forecast. */
  readonly r2?: number | undefined;
  readonly spread?: number | undefined;
  /** Share of targets inside the 90 % interval. */
  readonly coverage?: number | undefined;
}

export interface LearningRecorder {
  observeStep(record: StepRecord): void;
  setScores(set: ScoredSet, scores: ScoreReport): void;
  /** The final scores. */
  observeResult(result: RunResult): void;
}

function createScoreSetter(metrics: ReturnType<typeof createLearningInstruments>): LearningRecorder['setScores'] {
  return (set, { rmse, r2, spread, coverage }) => {
    if (rmse !== undefined) metrics.rmse.set({ set }, rmse);
    if (r2 !== undefined) metrics.r2.set({ set }, r2);
    if (spread !== undefined) metrics.predictionSpread.set({ set }, spread);
    if (coverage !== undefined) metrics.coverage.set({ set }, coverage);
    if (spread !== undefined && rmse !== undefined && rmse > 0) metrics.spreadToError.set({ set }, spread / rmse);
  };
}

function createLearningInstruments(registry: Registry) {
  return createInstruments(LEARNING_METRICS, registry);
}

export function createLearningRecorder(registry: Registry): LearningRecorder {
  const metrics = createLearningInstruments(registry);
  const setScores = createScoreSetter(metrics);
  return {
    setScores,
    observeStep(record) {
      setScores('forecast', { rmse: record.rmseForecast, spread: record.spread, coverage: record.coverageForecast });
      setScores('train', { rmse: record.rmseTrain, r2: record.r2Train });
      setScores('test', { rmse: record.rmseTest, r2: record.r2Test, spread: record.spreadTest });
      metrics.parameterSpread.set(record.parameterSpread);
      metrics.misfit.set(record.misfit);
      metrics.alpha.set(record.alpha);
      metrics.inverseAlphaSum.set(record.inverseAlphaSum);
      metrics.condition.set(record.condition);
      metrics.collapsed.set(record.collapsed ? 1 : 0);
    },
    observeResult({ rmse, r2, train, test, collapsed }) {
      setScores('train', { rmse: rmse.train, r2: r2.train, spread: train.spread, coverage: train.coverage90 });
      setScores('test', { rmse: rmse.test, r2: r2.test, spread: test.spread, coverage: test.coverage90 });
      metrics.collapsed.set(collapsed ? 1 : 0);
    },
  };
}
