import { describe, expect, it } from 'vitest';
import type { RunReport } from '../runReport.ts';
import { experimentSample, reportSample, resultSample, stepsSample } from '../samples/sampleReport.ts';
import { accuracyFindings } from './accuracyFindings.ts';
import { renderFindings } from './finding.ts';
import { processFindings } from './processFindings.ts';
import { uncertaintyFindings } from './uncertaintyFindings.ts';

const NAN = Number.NaN;

/** The findings as plain text. */
function summaryOf(report: RunReport): string {
  const findings = [accuracyFindings, uncertaintyFindings, processFindings].flatMap((findingsOf) => findingsOf(report));
  return renderFindings(findings)
    .text.replace(/<[^>]*>/g, '')
    .replace(/[\s\u00a0]+/g, ' ');
}

describe('the findings of a run', () => {
  it.each([
    [0.98, 0.99, 'It learned.'],
    [0.98, 0.7, 'It learned in part.'],
    [0.98, -0.5, 'It fits the training points only.'],
    [0.98, 0.4, 'It learned little beyond the training points.'],
    [0.2, 0.1, 'It learned little.'],
    [-0.1, -0.5, 'It did not learn.'],
    [0.98, NAN, 'There is no test score'],
  ])('that train and test R2 of %d and %d are summed up as "%s"', (train, test, verdict) => {
    expect(summaryOf(reportSample({ result: resultSample({ r2: { train, test } }) }))).toContain(verdict);
  });

  it.each([
    [0.41, 'Over-confident.', '41 %'],
    [0.91, 'Well calibrated.', '91 %'],
    [1, 'Under-confident.', '100 %'],
  ])('that a coverage of %d is called %s', (coverage90, title, share) => {
    const text = summaryOf(reportSample({ result: resultSample({ coverage90 }) }));
    expect(text).toContain(title);
    expect(text).toContain(share);
  });

  it('that collapse is said, with the step in which it was first seen', () => {
    const steps = stepsSample(9).map((step) => Object.assign(step, { collapsed: step.step >= 4 }));
    const text = summaryOf(reportSample({ steps, result: resultSample({ collapsed: true }) }));
    expect(text).toContain('Ensemble collapse.');
    expect(text).toContain('step 4');
    expect(summaryOf(reportSample())).not.toContain('collapse');
  });

  it('that failed members are counted by code, with what became of them', () => {
    const failures = (['MEMBER_NONFINITE', 'MEMBER_NONFINITE', 'MEMBER_TIMEOUT'] as const).map((code, member) => ({
      status: 'failed' as const,
      code,
      message: 'output 3 is not finite',
      node: 'n1',
      member,
    }));
    const steps = stepsSample(3).map((step) => Object.assign(step, step.step === 2 ? { failures } : {}));
    const experiment = experimentSample({ ensemble: { size: 100, failedMembers: { policy: 'resample' } } });
    const report = reportSample({ steps, experiment, result: resultSample({ failedMembers: 3 }) });
    const text = summaryOf(report);
    expect(text).toContain('2 × MEMBER_NONFINITE, 1 × MEMBER_TIMEOUT');
    expect(text).toContain('They were replaced by resampling');
    expect(summaryOf(reportSample())).toContain('No member failed.');
  });

  it('that an optimiser is not passed off as a posterior', () => {
    expect(summaryOf(reportSample())).toContain('not a Bayesian credible interval');
    const strict = resultSample({ method: 'es-mda', inverseAlphaSum: 1 });
    expect(summaryOf(reportSample({ result: strict }))).not.toContain('Not a posterior sample');
  });

  it('that expected scores are checked', () => {
    const experiment = experimentSample({ expected: [{ metric: 'rmse.test', atMost: 0.01 }] });
    expect(summaryOf(reportSample({ experiment }))).toContain('rmse.test is 0.0162, expected at most 0.01');
    const reached = experimentSample({ expected: [{ metric: 'rmse.test', atMost: 0.02 }] });
    expect(summaryOf(reportSample({ experiment: reached }))).toContain('Expected scores reached');
  });

  it('that training scores of a truth that moved are put in their place', () => {
    const stream = (change: string): RunReport =>
      reportSample({ experiment: experimentSample({ data: { source: 'sine-stream', change } }) });
    expect(summaryOf(stream('drift'))).toContain('Moving truth.');
    expect(summaryOf(stream('static'))).not.toContain('Moving truth.');
  });

  it('that online forecasts are judged where there are any', () => {
    const result = resultSample({
      method: 'enkf',
      coverageForecast: 0.5,
      rmseForecast: 0.0717,
      rmseTestSecondHalf: 0.0513,
    });
    const text = summaryOf(reportSample({ result, steps: stepsSample(500) }));
    expect(text).toContain('Forecasts over-confident.');
    expect(text).toContain('0.0717');
    expect(text).toContain('0.0513');
  });

  it('that an ill-conditioned analysis is said', () => {
    const steps = stepsSample(5).map((step) => Object.assign(step, { condition: 3e14 }));
    expect(summaryOf(reportSample({ steps }))).toContain('Ill-conditioned analysis.');
  });
});
