/** Whether the run learned, and whether what it learned holds beyond the training points. */
import { formatMeasure, formatNumber, formatPercent, formatR2, isNumber } from '../page/numberFormat.ts';
import type { RunReport } from '../runReport.ts';
import { unmetScores } from './expectedScores.ts';
import type { Finding, FindingLevel } from './finding.ts';
import { headlineNetwork, scoreUnit, truthMoves } from './subject.ts';

interface TrainTest {
  readonly train: number;
  readonly test: number;
}

const LEARNED = 0.9;
const LEARNED_PARTLY = 0.5;
const GAP = 2;

function verdict({ train, test }: TrainTest): readonly [FindingLevel, string] {
  if (test >= LEARNED) return ['good', 'It learned'];
  if (test >= LEARNED_PARTLY) return ['caution', 'It learned in part'];
  if (train >= LEARNED_PARTLY) {
    return ['warning', test > 0 ? 'It learned little beyond the training points' : 'It fits the training points only'];
  }
  return ['warning', test > 0 ? 'It learned little' : 'It did not learn'];
}

function explains(r2: number): string {
  if (r2 <= 0) return 'is no better than predicting the mean of the targets';
  const share = r2 < 0.99 ? formatPercent(r2) : `more than ${formatPercent(Math.floor(1000 * r2) / 1000)}`;
  return `explains ${r2 === 1 ? 'all' : share} of the variance of the targets`;
}

/** Without a test score nothing better than a caution can be said. */
function untestedFinding({ result, experiment }: RunReport): Finding {
  const { train } = result.r2;
  if (!isNumber(train)) {
    return { level: 'warning', title: 'Whether it learned is not known', text: 'The run has no finite R².' };
  }
  const [level, title] = verdict({ train, test: train });
  const text = `On the training points the ${headlineNetwork(experiment)} ${explains(train)} (R²\u00a0=\u00a0${formatR2(train)}). There is no test score: nothing is known of other points.`;
  return { level: level === 'good' ? 'caution' : level, title, text };
}

function learningFinding(report: RunReport): Finding {
  const { test, train } = report.result.r2;
  if (!isNumber(test)) return untestedFinding(report);
  const [level, title] = verdict(report.result.r2);
  const training =
    test < LEARNED_PARTLY && train >= LEARNED_PARTLY
      ? `; on the training points R²\u00a0=\u00a0${formatR2(train)}`
      : '';
  const text = `On the test points the ${headlineNetwork(report.experiment)} ${explains(test)} (R²\u00a0=\u00a0${formatR2(test)})${training}.`;
  return { level, title, text };
}

function movingTruthFinding({ experiment }: RunReport): Finding[] {
  if (!truthMoves(experiment)) return [];
  const text =
    'The truth changed while it was observed. Training scores compare the final ensemble with observations of earlier states and mean little; test scores are against the final truth.';
  return [{ level: 'note', title: 'Moving truth', text }];
}

/** Test targets of the built-in functions are noise-free, so that only a larger test error says something. */
function gapFinding({ result, fits }: RunReport): Finding[] {
  const { train, test } = result.rmse;
  if (!isNumber(train) || !isNumber(test) || test <= GAP * train) return [];
  const unit = scoreUnit(fits);
  const factor = train > 0 ? `${formatNumber(test / train, 2)} times` : 'far above';
  const text = `The test RMSE (${formatMeasure(test, unit)}) is ${factor} the training RMSE (${formatMeasure(train, unit)}): the fit does not carry over fully, by over-fitting or because the test points differ from the training points.`;
  return [{ level: 'caution', title: 'Worse on new points', text }];
}

/** The three networks agree once an ensemble has converged to one mode. */
function networkFinding({ result, fits, experiment }: RunReport): Finding[] {
  const { predictionMean, parameterMean } = result.test;
  const [prediction, parameter] = [predictionMean.rmse, parameterMean.rmse];
  if (!isNumber(prediction) || !isNumber(parameter) || parameter <= GAP * prediction) return [];
  const unit = scoreUnit(fits);
  const level = experiment.outputs.network === 'parameter-mean' ? 'caution' : 'note';
  const text = `The network of the mean parameters has a test RMSE of ${formatMeasure(parameter, unit)}, the mean of the predictions ${formatMeasure(prediction, unit)}: the members do not share one mode, and the mean parameters are a poor summary of them.`;
  return [{ level, title: 'Mean parameters lag behind', text }];
}

function expectationFinding({ experiment, result }: RunReport): Finding[] {
  if (experiment.expected.length === 0) return [];
  const unmet = unmetScores(experiment.expected, result);
  if (unmet.length === 0) {
    return [
      {
        level: 'good',
        title: 'Expected scores reached',
        text: 'The run reaches every score that the experiment file expects.',
      },
    ];
  }
  return [{ level: 'warning', title: 'Expected scores not reached', text: `${unmet.join('; ')}.` }];
}

export function accuracyFindings(report: RunReport): Finding[] {
  return [
    learningFinding(report),
    ...movingTruthFinding(report),
    ...expectationFinding(report),
    ...gapFinding(report),
    ...networkFinding(report),
  ];
}
