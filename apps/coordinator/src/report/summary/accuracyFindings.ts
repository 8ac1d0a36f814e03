/** Whether the run learned, and whether what it learned holds beyond the training points. */
import { formatMeasure, formatNumber, formatPercent, formatR2, isNumber } from '../page/numberFormat.ts';
import type { RunReport } from '../runReport.ts';
import { unmetScores } from './expectedScores.ts';
import type { Finding, FindingLevel } from './finding.ts';
import { headlineNetwork, scoreUnit } from './subject.ts';

const LEARNED = 0.9;
const LEARNED_PARTLY = 0.5;
const GAP = 2;

function verdict(r2: number): readonly [FindingLevel, string] {
  if (r2 >= LEARNED) return ['good', 'It learned'];
  if (r2 >= LEARNED_PARTLY) return ['caution', 'It learned in part'];
  return r2 > 0 ? ['warning', 'It learned little'] : ['warning', 'It did not learn'];
}

function explains(r2: number): string {
  if (r2 <= 0) return 'is no better than predicting the mean of the targets';
  const share = r2 < 0.99 ? formatPercent(r2) : `more than ${formatPercent(Math.floor(1000 * r2) / 1000)}`;
  return `explains ${r2 === 1 ? 'all' : share} of the variance of the targets`;
}

function learningFinding(report: RunReport): Finding {
  const { r2 } = report.result;
  const [value, where] = isNumber(r2.test) ? [r2.test, 'test'] : [r2.train, 'training'];
  if (!isNumber(value)) {
    return { level: 'warning', title: 'Whether it learned is not known', text: 'The run has no finite R².' };
  }
  const [level, title] = verdict(value);
  const only = where === 'training' ? ' There is no test score: nothing is known of other points.' : '';
  const text = `On the ${where} points the ${headlineNetwork(report.experiment)} ${explains(value)} (R²\u00a0=\u00a0${formatR2(value)}).${only}`;
  return { level: where === 'training' && level === 'good' ? 'caution' : level, title, text };
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
  return [learningFinding(report), ...expectationFinding(report), ...gapFinding(report), ...networkFinding(report)];
}
