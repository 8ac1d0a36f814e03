/** Whether the ensemble's own estimate of its error can be believed. */
import { formatMeasure, formatNumber, formatPercent, isNumber } from '../page/numberFormat.ts';
import type { RunReport } from '../runReport.ts';
import { judgeCoverage, type Calibration } from './coverage.ts';
import type { Finding } from './finding.ts';
import { scoreUnit } from './subject.ts';

const MEANINGS: Readonly<Record<Calibration, string>> = {
  'over-confident': 'the band is too narrow to be taken as the error',
  'well calibrated': 'the band is of about the right width',
  'under-confident': 'the band is wider than the errors warrant',
};

const TITLES: Readonly<Record<Calibration, string>> = {
  'over-confident': 'Over-confident',
  'well calibrated': 'Well calibrated',
  'under-confident': 'Under-confident',
};

function spreadSentence({ result, fits }: RunReport): string {
  const { spread, predictionMean } = result.test;
  if (!isNumber(spread) || !isNumber(predictionMean.rmse) || predictionMean.rmse === 0) return '';
  const unit = scoreUnit(fits);
  const ratio = spread / predictionMean.rmse;
  return ` The spread at the test points is ${formatMeasure(spread, unit)}, ${formatNumber(ratio, 2)} times the RMSE of the prediction mean.`;
}

function coverageFinding(report: RunReport): Finding {
  const { testPoints } = report.size;
  const { coverage90 } = report.result;
  const calibration = judgeCoverage(coverage90, testPoints);
  if (calibration === undefined) {
    return { level: 'note', title: 'Uncertainty not judged', text: 'There is no coverage on test points.' };
  }
  const text = `${formatPercent(coverage90)} of the ${String(testPoints)} test targets lie inside the ensemble’s central 90\u00a0% interval: ${MEANINGS[calibration]}.${spreadSentence(report)}`;
  const level = calibration === 'well calibrated' ? 'good' : 'caution';
  return { level, title: TITLES[calibration], text };
}

/** Online runs: each observation scored by the forecast before it was assimilated. */
function forecastFinding({ result, steps, fits }: RunReport): Finding[] {
  const unit = scoreUnit(fits);
  const { coverageForecast, rmseForecast, rmseTestSecondHalf } = result;
  if (!isNumber(coverageForecast)) return [];
  const observations = steps.reduce((sum, step) => sum + step.observations, 0) / 2;
  const calibration = judgeCoverage(coverageForecast, observations) ?? 'well calibrated';
  const error = isNumber(rmseForecast) ? `, with a forecast RMSE of ${formatMeasure(rmseForecast, unit)}` : '';
  const tracking = isNumber(rmseTestSecondHalf)
    ? ` The test RMSE at the monitored steps of that half was ${formatMeasure(rmseTestSecondHalf, unit)} on average.`
    : '';
  const text = `In the second half of the run ${formatPercent(coverageForecast)} of the observations lay inside the 90\u00a0% interval forecast for them (observation noise included)${error}.${tracking}`;
  return [
    {
      level: calibration === 'well calibrated' ? 'good' : 'caution',
      title: `Forecasts ${calibration}`,
      text,
    },
  ];
}

function collapseFinding({ result, steps }: RunReport): Finding[] {
  const first = steps.find((step) => step.collapsed);
  if (!result.collapsed && first === undefined) return [];
  const since = first === undefined ? '' : ` It was first seen in step ${String(first.step)}.`;
  const state = result.collapsed ? 'The ensemble collapsed' : 'The ensemble had collapsed for a while';
  const text = `${state}: its members became nearly equal, so that it can hardly move any more and its spread says nothing of the error.${since} More members, a wider prior, inflation or fewer steps are the remedies.`;
  return [{ level: 'warning', title: 'Ensemble collapse', text }];
}

const SUM_TOLERANCE = 0.01;

/** Sum 1/alpha = 1 uses the observations once; beyond it, the method is an optimiser. */
function bayesFinding({ result }: RunReport): Finding[] {
  const sum = result.inverseAlphaSum;
  if (result.method === 'enkf' || !isNumber(sum) || Math.abs(sum - 1) <= SUM_TOLERANCE) return [];
  const use = sum > 1 ? `${formatNumber(sum)} times` : `${formatNumber(sum)} of a time`;
  const text = `The sum of 1/alpha is ${formatNumber(sum)}, so the observations were used ${use}. The method acted as an optimiser: the band is the ensemble’s spread, not a Bayesian credible interval.`;
  return [{ level: 'note', title: 'Not a posterior sample', text }];
}

export function uncertaintyFindings(report: RunReport): Finding[] {
  return [coverageFinding(report), ...forecastFinding(report), ...collapseFinding(report), ...bayesFinding(report)];
}
