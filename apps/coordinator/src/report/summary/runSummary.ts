/** The top of a run's report: what was trained, the headline numbers, and what to make of them. */
import { html, type Html } from '../page/html.ts';
import { formatCount, formatMeasure, formatPercent, formatR2, formatSeconds, isNumber } from '../page/numberFormat.ts';
import type { RunReport } from '../runReport.ts';
import { accuracyFindings } from './accuracyFindings.ts';
import { judgeCoverage } from './coverage.ts';
import { renderFindings } from './finding.ts';
import { processFindings } from './processFindings.ts';
import { describeData, describeMembers, describeModel, headlineNetwork, methodName, scoreUnit } from './subject.ts';
import { uncertaintyFindings } from './uncertaintyFindings.ts';

interface HeadlineNumber {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

function headlineNumbers({ result, fits, size, experiment }: RunReport): HeadlineNumber[] {
  const unit = scoreUnit(fits);
  const forecast: HeadlineNumber = {
    label: 'Forecast coverage',
    value: formatPercent(result.coverageForecast),
    note: 'one step ahead, second half',
  };
  return [
    {
      label: 'Test RMSE',
      value: formatMeasure(result.rmse.test, unit),
      note: `training ${formatMeasure(result.rmse.train, unit)}`,
    },
    {
      label: 'Test R²',
      value: formatR2(result.r2.test),
      note: `training ${formatR2(result.r2.train)}; ${headlineNetwork(experiment)}`,
    },
    {
      label: '90\u00a0% interval covers',
      value: formatPercent(result.coverage90),
      note: judgeCoverage(result.coverage90, size.testPoints) ?? 'not judged',
    },
    ...(isNumber(result.coverageForecast) ? [forecast] : []),
    {
      label: 'Forward passes',
      value: formatCount(result.passes),
      note: `${formatSeconds(result.seconds)}; CPU ${formatSeconds(result.cpuSeconds)}`,
    },
  ];
}

/** A list of terms and values: each number, its name, and a note. */
export function renderHeadline(numbers: readonly HeadlineNumber[]): Html {
  return html`<dl class="headline">
${numbers.map(
  ({
    label,
    value,
    note,
  }) => html`<div><dt>${label}</dt><dd><span class="value">${value}</span><span class="note">${note}</span></dd></div>
`,
)}</dl>`;
}

/** The sentence under the title. */
export function runLead({ result, experiment, size }: RunReport): string {
  return `${describeMembers(result.members)} trained by ${methodName(result.method)}: a ${describeModel(experiment, size)}, ${describeData(experiment, size)}.`;
}

export function renderRunSummary(report: RunReport): Html {
  const findings = [...accuracyFindings(report), ...uncertaintyFindings(report), ...processFindings(report)];
  return html`<section aria-labelledby="summary">
<h2 id="summary">Summary</h2>
${renderHeadline(headlineNumbers(report))}
${renderFindings(findings)}
</section>
`;
}
